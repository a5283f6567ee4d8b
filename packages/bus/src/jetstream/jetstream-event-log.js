import { BusError } from '../errors.js';
import { readStream } from './read-stream.js';
import { subjectMatches } from './stream-declarations.js';
import { markOf, storedMessage } from './stored-message.js';
import { streamState } from './stream-guard.js';
import { whileConnected } from './while-connected.js';
/**
 * One stream as an event log. It outlives the stream's incarnations: after `LOG_REPLACED`, `LOG_REWOUND`
 * or `LOG_DELETED` the same object reads, and tells of, whatever stands under the name then. It never
 * makes the stream anew by itself: who deleted it should hear of it.
 *
 * `release` acknowledges nothing: the readers' consumers keep no place (their place is the lake's commit
 * log), and the stream keeps its messages for its other readers until they are too old. What it does is
 * refuse what cannot be: a sequence beyond the stream's last one, whose message the server has lost.
 */
export function createJetStreamEventLog(parts) {
  const { connection, publisher, declaration, ensured, limits, onClose } = parts;
  const { name, subjects } = declaration;
  const stream = { connection, name };
  const restarts = connection.metrics.counter({
    name: 'assay_log_reader_restarts_total',
    help: 'Times that reading an event log was interrupted and went on.',
    labels: ['stream', 'reason'],
  });
  const closing = new AbortController();
  const assertOpen = () => {
    if (closing.signal.aborted) throw closing.signal.reason;
  };
  return {
    stream: name,
    subjects,
    findings: ensured.findings,
    get pendingBytes() {
      return publisher.pendingBytes;
    },
    append: async (message) => {
      assertOpen();
      assertSubject(declaration, message.subject);
      const ack = await publisher.publish(message);
      if (ack.stream === name) return ack.sequence;
      throw new BusError(
        'BAD_STREAM',
        `expected '${message.subject}' to be stored in ${name}, was in ${ack.stream}: two streams ` +
          'take it, or another one does',
      );
    },
    waitForRoom: (bytes) => publisher.waitForRoom(bytes),
    read: (from, options) => {
      return readStream({ stream, limits, restarts, closed: closing.signal }, from, options);
    },
    state: async () => {
      assertOpen();
      return whileConnected(connection, () => streamState(stream));
    },
    markAt: async (sequence) => {
      assertOpen();
      if (sequence < 1n) return undefined;
      const look = () => storedMessage(connection, name, sequence);
      const stored = await whileConnected(connection, look);
      return stored === undefined ? undefined : markOf(stored);
    },
    release: async (sequence) => {
      assertOpen();
      const { lastSequence } = await whileConnected(connection, () => streamState(stream));
      if (sequence <= lastSequence) return;
      throw new BusError(
        'SEQUENCE_AHEAD',
        `stream ${name}: expected a sequence up to ${lastSequence}, was ${sequence}: the server ` +
          'has lost messages that were stored',
      );
    },
    close: async () => {
      closing.abort(new BusError('CLOSED', `expected the log ${name} to be open, was closed`));
      await onClose?.();
    },
  };
}
function assertSubject({ name, subjects }, subject) {
  if (subjects.some((pattern) => subjectMatches(pattern, subject))) return;
  const expected = subjects.join(' ');
  throw new BusError(
    'BAD_SUBJECT',
    `log ${name}: expected a subject ${expected}, was '${subject}'`,
  );
}
//# sourceMappingURL=jetstream-event-log.js.map
