import type { LogMessage } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
/** How much is asked of the server at a time, and how long it may be silent. */
export interface PullLimits {
  /** Messages of one pull request. */
  readonly messages: number;
  /** Bytes that may be under way or wait for the reader, in all. */
  readonly bufferedBytes: number;
  readonly expiresMs: number;
  readonly heartbeatMs: number;
}
export declare const DEFAULT_PULL_LIMITS: PullLimits;
/** Why a consumer can give nothing more; its reader goes on with another one. */
export type PullTrouble =
  'disconnected' | 'consumer-gone' | 'delivery-lost' | 'silent' | 'refused' | 'not-allowed';
/**
 * One consumer's deliveries. Asking is the back-pressure: no more is asked for than fits the buffer, so
 * that what is under way and what waits for the reader stay below `bufferedBytes`.
 */
export declare class PullSubscription {
  /** Set once the consumer can give nothing more. What was received stays readable. */
  trouble: PullTrouble | undefined;
  /** The server's words about the trouble, where it had any. */
  troubleDetail: string;
  /** The server has said that it has nothing more for now. Only a reading that does not follow asks. */
  isDrained: boolean;
  /** Messages that came, in all. */
  received: number;
  private readonly connection;
  private readonly limits;
  private readonly follow;
  private readonly requestSubject;
  private readonly inbox;
  private readonly pullBytes;
  private readonly losses;
  private readonly subscription;
  private readonly stopListening;
  /**
   * Messages that are asked for and have not come. The server serves its open requests in turns, and
   * older ones do not say when one is fulfilled, so that only their sum is known.
   */
  private messagesOut;
  private readonly reader;
  private queue;
  private queuedBytes;
  private nextDelivery;
  private nextSequence;
  private pullCount;
  private signs;
  private cancelWatch;
  private wake;
  constructor(
    connection: JetStreamConnection,
    consumer: {
      readonly stream: string;
      readonly name: string;
      readonly from: bigint;
    },
    options: {
      readonly limits: PullLimits;
      readonly follow: boolean;
    },
  );
  /** Up to `max` messages that have come; empty when there is none. */
  take(max: number): LogMessage[];
  /** Resolves when something came or changed. Only while somebody waits is silence a trouble. */
  changed(signal?: AbortSignal): Promise<void>;
  /** Nothing comes any more. */
  stop(): void;
  /** Asks for as much as there is room for. */
  private pull;
  private hasRoom;
  private receive;
  /** A message without a sequence: the server says how a request went. */
  private receiveStatus;
  private noticeLoss;
  private stopFor;
  /**
   * Looks for silence while the reader waits. A busy process runs its timers before it reads its socket,
   * so that the first look only gives what lies in the socket a turn to be read.
   */
  private watchSilence;
}
//# sourceMappingURL=pull-subscription.d.ts.map
