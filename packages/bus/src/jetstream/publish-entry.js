import { BusError } from '../errors.js';
import { publishRefusal } from './nats-errors.js';
import { toSequence } from './sequence-number.js';
/** Ways to fail that one more try may mend: the server starts, or elects a leader. */
export const isPassing = ({ retryable, code }) => retryable && code !== 'LOG_FULL';
/** What the server's answer says. */
export function readAnswer(message, { message: { subject }, tries }) {
  const what = `publishing to ${subject}`;
  if (message.data.length === 0) {
    const words = `${what}: no stream takes it, or it has no leader`;
    return new BusError('UNAVAILABLE', words, { retryable: true });
  }
  const answer = message.json();
  if (answer.error !== undefined) return publishRefusal(answer.error, what);
  const { stream, seq, duplicate = false } = answer;
  if (stream === undefined || seq === undefined) {
    const was = message.string().slice(0, 200);
    return new BusError('UNDECIDED', `${what}: expected an acknowledgement, was ${was}`);
  }
  return { stream, sequence: toSequence(seq, stream), isDuplicate: duplicate, tries };
}
/** Why a message was given up: what is known of whether it is stored. */
export function givenUp(entry, afterMs) {
  const { subject } = entry.message;
  if (entry.refusal !== undefined && !entry.isUncertain) return entry.refusal;
  if (entry.tries === 0) {
    const words = `publishing to ${subject}: the server was out of reach for ${afterMs} ms`;
    return new BusError('UNAVAILABLE', `${words}; nothing was stored`, { retryable: true });
  }
  return undecided(entry, entry.refusal?.message ?? `no acknowledgement within ${afterMs} ms`);
}
/** It was sent, and nobody said what became of it. */
export function undecided(entry, reason) {
  return new BusError(
    'UNDECIDED',
    `publishing to ${entry.message.subject}, sent ${entry.tries} times: ${reason}; it may be ` +
      'stored: send it again with the same run and ordinal',
  );
}
//# sourceMappingURL=publish-entry.js.map
