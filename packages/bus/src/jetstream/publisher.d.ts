import type { OutgoingMessage } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
import type { PublishAck } from './publish-entry.js';
import type { PublishLimits } from './publish-window.js';
import type { RunLines } from './run-lines.js';
/** Sends messages to whatever streams take their subjects. */
export interface Publisher {
  /** Bytes accepted and not durable yet. */
  readonly pendingBytes: number;
  /**
   * Resolves when the message is durable. A message of a run (`Assay-Run`, `Assay-Run-Pos`) has the id
   * `<run>:<ordinal>`, so that sending it again, also from another process, stores it once while the
   * stream remembers ids. Its payload is copied. Rejects with a `BusError`: `BACK_PRESSURE`, `LOG_FULL`,
   * `UNAVAILABLE` (nothing was stored), `UNDECIDED`, `MESSAGE_TOO_LARGE`, `BAD_MESSAGE`, `BAD_SUBJECT`,
   * `CLOSED`.
   */
  publish(message: OutgoingMessage): Promise<PublishAck>;
  /**
   * Sends events of a run as NDJSON, in as few messages as the server's `max_payload` allows, and waits
   * for room by itself. Resolves when all of them are durable.
   */
  publishLines(lines: RunLines): Promise<readonly PublishAck[]>;
  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. Others may be faster. */
  waitForRoom(bytes?: number): Promise<void>;
  /** Waits for everything accepted, at most `closeWithinMs`. The connection stays open. */
  close(): Promise<void>;
}
/** Makes the publisher of a connection. */
export declare function createPublisher(
  connection: JetStreamConnection,
  limits?: Partial<PublishLimits>,
): Publisher;
//# sourceMappingURL=publisher.d.ts.map
