import { messageFingerprint } from '@assay/schemas';
import { WalError } from '@assay/wal';
import { BusError } from './errors.js';
import { assertSubjectOf } from './subjects.js';
import { rejectAsBusError, toBusError } from './wal-errors.js';
/** One sequence of the write-ahead log, as an event log. */
export function createEmbeddedEventLog(stream, sequence, options) {
  const { created } = options;
  return {
    stream,
    tornTail: sequence.tornTail,
    get pendingBytes() {
      return sequence.state().pendingBytes;
    },
    append(message) {
      try {
        assertSubjectOf(stream, message.subject);
      } catch (error) {
        return Promise.reject(error);
      }
      return sequence.append(message).catch(rejectAsBusError);
    },
    appendBatch(messages) {
      try {
        for (const { subject } of messages) assertSubjectOf(stream, subject);
      } catch (error) {
        return Promise.reject(error);
      }
      return sequence.appendBatch(messages).catch(rejectAsBusError);
    },
    waitForRoom: (bytes) => sequence.waitForRoom(bytes).catch(rejectAsBusError),
    read: (from, readOptions) => readLog(sequence, from, readOptions, options),
    async state() {
      const { first, last } = sequence.state();
      return { stream, created, firstSequence: first, lastSequence: last };
    },
    markAt: (at) => markAt(sequence, at).catch(rejectAsBusError),
    release: (upTo) => sequence.release(upTo).catch(rejectAsBusError),
    registerReader: (name, at) => sequence.registerReader(name, at).catch(rejectAsBusError),
    advanceReader: (name, at) => sequence.advanceReader(name, at).catch(rejectAsBusError),
    unregisterReader: (name) => sequence.unregisterReader(name).catch(rejectAsBusError),
    close: () => sequence.close().catch(rejectAsBusError),
  };
}
/**
 * Reads in the port's manner: where the write-ahead log refuses a position that is gone, the port goes
 * on with the first one kept, and the jump in `sequence` shows it.
 */
async function* readLog(sequence, from, readOptions, { created, logger }) {
  const { created: wanted = created, after, ...options } = readOptions ?? {};
  if (wanted !== created) throw replaced(sequence.name, wanted, created);
  const { last } = sequence.state();
  if (options.follow === true && from > last + 1n) throw rewound(sequence.name, from - 1n, last);
  if (after !== undefined) {
    const held = await markAt(sequence, after.sequence).catch(rejectAsBusError);
    const isOther = held === undefined ? after.sequence > last : held.sha256 !== after.sha256;
    if (isOther) throw rewound(sequence.name, after.sequence, last);
  }
  let next = from;
  for (;;) {
    try {
      for await (const group of sequence.read(next, options)) {
        next = (group.at(-1)?.position ?? next) + 1n;
        yield group.map(toLogMessage);
      }
      return;
    } catch (error) {
      if (!(error instanceof WalError) || error.firstKept === undefined) throw toBusError(error);
      if (next > 0n) {
        const fields = { stream: sequence.name, wanted: next, first: error.firstKept };
        logger.warn('the log no longer keeps what was asked for: reading on later', fields);
      }
      next = error.firstKept;
    }
  }
}
const replaced = (stream, wanted, created) =>
  new BusError(
    'LOG_REPLACED',
    `log ${stream}: expected the one of identity ${wanted}, was ${created}: its folder was made anew`,
  );
const rewound = (stream, sequence, last) =>
  new BusError(
    'LOG_REWOUND',
    `log ${stream}: expected message ${sequence} that was read, was none or another one, and ` +
      `${last} the last: its folder is an older copy; compare what it holds with what is stored`,
  );
async function markAt(sequence, at) {
  const { first, last } = sequence.state();
  if (at < first || at > last) return undefined;
  try {
    for await (const [message] of sequence.read(at, { maxMessages: 1 })) {
      if (message?.position !== at) return undefined;
      const { subject, headers, bytes } = message;
      const sha256 = messageFingerprint(subject, headers, bytes);
      return { sequence: at, serverTimeNs: undefined, sha256 };
    }
  } catch (error) {
    // Let go of between the two looks.
    if (!(error instanceof WalError) || error.code !== 'POSITION_DELETED') throw error;
  }
  return undefined;
}
/** The write-ahead log keeps no time of its own. */
const toLogMessage = ({ position, subject, headers, bytes }) => ({
  sequence: position,
  subject,
  headers,
  bytes,
  serverTimeNs: undefined,
});
//# sourceMappingURL=embedded-event-log.js.map
