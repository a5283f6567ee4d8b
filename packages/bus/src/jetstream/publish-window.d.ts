import type { JetStreamConnection } from './connection.js';
import type { PreparedMessage, PublishAck } from './publish-entry.js';
/** How much may wait for the server, and for how long. */
export interface PublishLimits {
  /** Messages that are sent and not acknowledged yet (default 4,096). */
  readonly windowMessages: number;
  /** Bytes accepted and not durable yet, sent or not; beyond, `BACK_PRESSURE` (default 64 MiB). */
  readonly maxPendingBytes: number;
  /** After so long without an acknowledgement a message is sent again, under its id (default 5 s). */
  readonly ackTimeoutMs: number;
  /** After so long without success a message is given up (default 60 s). */
  readonly giveUpAfterMs: number;
  /** `close` gives up after so long what is not acknowledged by then (default 10 s). */
  readonly closeWithinMs: number;
}
export declare const DEFAULT_PUBLISH_LIMITS: PublishLimits;
/**
 * Publishes with many acknowledgements outstanding, all to one inbox. Messages go out in the order they
 * came; after a loss of connection all that are not acknowledged go out again, in that order, before
 * anything new. A message that is sent again has the same id, so that it is stored once.
 */
export declare class PublishWindow {
  /** Bytes accepted and not durable yet. */
  pendingBytes: number;
  private readonly connection;
  private readonly limits;
  private readonly retries;
  private readonly inbox;
  private readonly stopListening;
  private readonly unsubscribe;
  /** Sent, by token; the oldest first. */
  private readonly sent;
  /** To be sent: the next one is at `head`. */
  private waiting;
  private head;
  private lossesSeen;
  private tokenCount;
  private cancelLook;
  private closedBy;
  private roomWaiters;
  private emptyWaiters;
  constructor(connection: JetStreamConnection, limits: PublishLimits);
  /** Rejects with `BACK_PRESSURE` and `CLOSED` before anything is sent. */
  publish(message: PreparedMessage): Promise<PublishAck>;
  /** Resolves when a message of `bytes` would not meet `BACK_PRESSURE`. */
  waitForRoom(bytes?: number): Promise<void>;
  /** Takes nothing more, and waits until what was accepted is durable or given up. */
  close(): Promise<void>;
  private get count();
  /** Sends what the window has room for. While the connection is away, nothing. */
  private pump;
  private send;
  private receive;
  private settle;
  private wakeWaiters;
  /** After a loss everything that was sent is to be sent again, before what has not been sent yet. */
  private noticeChange;
  private scheduleLook;
  /** Sends again what waits too long, and gives up what waited far too long. */
  private look;
  private giveUp;
  /** Nothing can be sent any more. */
  private end;
}
//# sourceMappingURL=publish-window.d.ts.map
