import { BusError } from '../errors.js';
import { connectJetStream } from './connection.js';
import { ensureStream } from './ensure-stream.js';
import { createJetStreamEventLog } from './jetstream-event-log.js';
import { createPublisher } from './publisher.js';
import { DEFAULT_PULL_LIMITS } from './pull-subscription.js';
import {
  declaredStream,
  DEFAULT_STREAM_SETTINGS,
  STREAMS,
  subjectMatches,
} from './stream-declarations.js';
/**
 * Opens streams as event logs, and makes those that are missing. Rejects with a `BusError`: what
 * `connectJetStream` rejects with, or `BAD_STREAM`.
 *
 * @param options `streams`: names of declared streams, or streams of your own (default: the four of Assay)
 */
export async function openJetStreamLogs(options) {
  const { streams = STREAMS } = options;
  const { connection, publisher, logs } = await open(options, streams, 'shared');
  return together(connection, publisher, logs);
}
/** Opens one stream as an event log with a connection of its own, which `close` closes. */
export async function openJetStreamLog(options) {
  const { logs } = await open(options, [options.stream], 'own');
  const [log] = logs;
  if (log === undefined) throw new TypeError('expected one log, was none');
  return log;
}
async function open(options, streams, connectionIs) {
  const declarations = streams.map((stream) =>
    typeof stream === 'string' ? declaredStream(stream) : stream,
  );
  const settings = { ...DEFAULT_STREAM_SETTINGS, ...options.settings };
  const limits = { ...DEFAULT_PULL_LIMITS, ...options.pull };
  const connection = await connectJetStream(options);
  const publisher = createPublisher(connection, options.publish);
  const closeConnection = async () => {
    await publisher.close();
    await connection.close();
  };
  const onClose = connectionIs === 'own' ? closeConnection : undefined;
  const logs = [];
  try {
    for (const declaration of declarations) {
      const ensured = await ensureStream(connection, declaration, settings, options.create ?? true);
      const parts = { connection, publisher, declaration, ensured, limits, onClose };
      logs.push(createJetStreamEventLog(parts));
    }
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { connection, publisher, logs };
}
function together(connection, publisher, logs) {
  const logOf = (subject) => {
    const found = logs.find(({ subjects }) =>
      subjects.some((pattern) => subjectMatches(pattern, subject)),
    );
    if (found !== undefined) return found;
    const expected = logs.map(({ subjects }) => subjects.join(' ')).join(' ');
    throw new BusError('BAD_SUBJECT', `expected a subject of ${expected}, was '${subject}'`);
  };
  const close = async () => {
    await Promise.all(logs.map((log) => log.close()));
    await publisher.close();
    await connection.close();
  };
  return {
    logs,
    description: connection.description,
    serverVersion: connection.features().version,
    publisher,
    connection,
    logOf,
    append: async (message) => logOf(message.subject).append(message),
    close,
    [Symbol.asyncDispose]: close,
  };
}
//# sourceMappingURL=open-jetstream-log.js.map
