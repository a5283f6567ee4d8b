import type { OutgoingMessage } from '../event-log.js';
import type { JetStreamConnection, JetStreamConnectionOptions } from './connection.js';
import type { JetStreamEventLog } from './jetstream-event-log.js';
import type { PublishLimits } from './publish-window.js';
import type { Publisher } from './publisher.js';
import type { PullLimits } from './pull-subscription.js';
import type { StreamDeclaration, StreamSettings } from './stream-declarations.js';
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
export declare function openJetStreamLogs(
  options: JetStreamLogOptions & {
    readonly streams?: readonly (string | StreamDeclaration)[];
  },
): Promise<JetStreamLogs>;
/** Opens one stream as an event log with a connection of its own, which `close` closes. */
export declare function openJetStreamLog(
  options: JetStreamLogOptions & {
    readonly stream: string | StreamDeclaration;
  },
): Promise<JetStreamEventLog>;
//# sourceMappingURL=open-jetstream-log.d.ts.map
