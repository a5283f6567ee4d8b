import type { EventLog } from '../event-log.js';
import type { StreamFinding } from './check-stream.js';
import type { JetStreamConnection } from './connection.js';
import type { EnsuredStream } from './ensure-stream.js';
import type { Publisher } from './publisher.js';
import type { PullLimits } from './pull-subscription.js';
import type { StreamDeclaration } from './stream-declarations.js';
/** What a stream as an event log offers beyond the port. */
export interface JetStreamEventLog extends EventLog {
  /** The stream's name, which is the shard's name. */
  readonly stream: string;
  readonly subjects: readonly string[];
  /** What an operator should know of the stream's settings; empty when all is as declared. */
  readonly findings: readonly StreamFinding[];
  /** Bytes accepted and not durable yet, of every log of this connection. */
  readonly pendingBytes: number;
  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. Others may be faster. */
  waitForRoom(bytes?: number): Promise<void>;
}
/** What a log is made of. */
export interface JetStreamEventLogParts {
  readonly connection: JetStreamConnection;
  readonly publisher: Publisher;
  readonly declaration: StreamDeclaration;
  readonly ensured: EnsuredStream;
  readonly limits: PullLimits;
  /** Called by `close`: closes the connection of a log that owns it. */
  readonly onClose: (() => Promise<void>) | undefined;
}
/**
 * One stream as an event log. It outlives the stream's incarnations: after `LOG_REPLACED`, `LOG_REWOUND`
 * or `LOG_DELETED` the same object reads, and tells of, whatever stands under the name then. It never
 * makes the stream anew by itself: who deleted it should hear of it.
 *
 * `release` acknowledges nothing: the readers' consumers keep no place (their place is the lake's commit
 * log), and the stream keeps its messages for its other readers until they are too old. What it does is
 * refuse what cannot be: a sequence beyond the stream's last one, whose message the server has lost.
 */
export declare function createJetStreamEventLog(parts: JetStreamEventLogParts): JetStreamEventLog;
//# sourceMappingURL=jetstream-event-log.d.ts.map
