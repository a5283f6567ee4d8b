import { toSequence } from './sequence-number.js';
/** The port's words for what a stream says of itself. */
export function toLogState(info) {
  const { name } = info.config;
  const lastSequence = toSequence(info.state.last_seq, name);
  const isEmpty = info.state.messages === 0;
  return {
    stream: name,
    created: info.created,
    // An empty stream says 0, or the sequence after its last one, by version and history.
    firstSequence: isEmpty ? lastSequence + 1n : toSequence(info.state.first_seq, name),
    lastSequence,
  };
}
/** Nanoseconds since 1970 of the server's text form of a time, `2026-01-02T03:04:05.123456789Z`. */
export function parseServerTime(text) {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) throw new RangeError(`expected an RFC 3339 time, was '${text}'`);
  const milliseconds = Date.parse(`${match[1] ?? ''}${match[3] ?? ''}`);
  return BigInt(milliseconds) * 1000000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}
//# sourceMappingURL=stream-state.js.map
