import { BusError } from '../errors.js';
import type { OutgoingMessage } from '../event-log.js';
import { connectJetStream } from './connection.js';
import type { JetStreamConnection, JetStreamConnectionOptions } from './connection.js';
import { ensureStream } from './ensure-stream.js';
import { createJetStreamEventLog } from './jetstream-event-log.js';
import type { JetStreamEventLog } from './jetstream-event-log.js';
import type { PublishLimits } from './publish-window.js';
import { createPublisher } from './publisher.js';
import type { Publisher } from './publisher.js';
import { DEFAULT_PULL_LIMITS } from './pull-subscription.js';
import type { PullLimits } from './pull-subscription.js';
import {
  declaredStream,
  DEFAULT_STREAM_SETTINGS,
  STREAMS,
  subjectMatches,
} from './stream-declarations.js';
import type { StreamDeclaration, StreamSettings } from './stream-declarations.js';
import { watermarkCounter } from './watermarks.js';

/** How to open streams as event logs. */
export interface JetStreamLogOptions extends JetStreamConnectionOptions {
  /** Settings of the streams that are made, and what existing ones are held against. */
  readonly settings?: Partial<StreamSettings>;
  /** Make a stream that is missing (default `true`). */
  readonly create?: boolean;
  readonly pull?: Partial<PullLimits>;
  readonly publish?: Partial<PublishLimits>;
}

/** Several streams over one connection: each a log, and a shard, of its own. */
export interface JetStreamLogs extends AsyncDisposable {
  /** In the order they were asked for. */
  readonly logs: readonly JetStreamEventLog[];
  /** Where the server is, for people; no secret is in it. */
  readonly description: string;
  readonly serverVersion: string;
  readonly publisher: Publisher;
  readonly connection: JetStreamConnection;
  /** The log that takes this subject; throws `BAD_SUBJECT` when none does. */
  logOf(subject: string): JetStreamEventLog;
  /** Appends to the log that takes the subject; resolves with the sequence there. */
  append(message: OutgoingMessage): Promise<bigint>;
  /** Ends every reading, waits for what was accepted, and closes the connection. */
  close(): Promise<void>;
}

/**
 * Opens streams as event logs, and makes those that are missing. Rejects with a `BusError`: what
 * `connectJetStream` rejects with, or `BAD_STREAM`.
 *
 * @param options `streams`: names of declared streams, or streams of your own (default: the four of Assay)
 */
export async function openJetStreamLogs(
  options: JetStreamLogOptions & { readonly streams?: readonly (string | StreamDeclaration)[] },
): Promise<JetStreamLogs> {
  const { streams = STREAMS } = options;
  const { connection, publisher, logs } = await open(options, streams, 'shared');
  return together(connection, publisher, logs);
}

/** Opens one stream as an event log with a connection of its own, which `close` closes. */
export async function openJetStreamLog(
  options: JetStreamLogOptions & { readonly stream: string | StreamDeclaration },
): Promise<JetStreamEventLog> {
  const { logs } = await open(options, [options.stream], 'own');
  const [log] = logs;
  if (log === undefined) throw new TypeError('expected one log, was none');
  return log;
}

async function open(
  options: JetStreamLogOptions,
  streams: readonly (string | StreamDeclaration)[],
  connectionIs: 'shared' | 'own',
) {
  const declarations = streams.map((stream) =>
    typeof stream === 'string' ? declaredStream(stream) : stream,
  );
  const settings = { ...DEFAULT_STREAM_SETTINGS, ...options.settings };
  const limits = { ...DEFAULT_PULL_LIMITS, ...options.pull };
  const connection = await connectJetStream(options);
  const publisher = createPublisher(connection, options.publish);
  watermarkCounter(connection.metrics);
  const closeConnection = async (): Promise<void> => {
    await publisher.close();
    await connection.close();
  };
  const onClose = connectionIs === 'own' ? closeConnection : undefined;
  const logs: JetStreamEventLog[] = [];
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

function together(
  connection: JetStreamConnection,
  publisher: Publisher,
  logs: readonly JetStreamEventLog[],
): JetStreamLogs {
  const logOf = (subject: string): JetStreamEventLog => {
    const found = logs.find(({ subjects }) =>
      subjects.some((pattern) => subjectMatches(pattern, subject)),
    );
    if (found !== undefined) return found;
    const expected = logs.map(({ subjects }) => subjects.join(' ')).join(' ');
    throw new BusError('BAD_SUBJECT', `expected a subject of ${expected}, was '${subject}'`);
  };
  const close = async (): Promise<void> => {
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
