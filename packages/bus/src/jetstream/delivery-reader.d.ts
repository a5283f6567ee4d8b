import type { Msg } from '@nats-io/transport-node';
import type { LogMessage } from '../event-log.js';
/** A message of a stream with its place in the consumer. */
export interface Delivery {
  readonly message: LogMessage;
  /** 1, 2, 3 … within the consumer. */
  readonly delivery: number;
  /** Messages that the consumer has still to deliver. */
  readonly pending: number;
}
/**
 * Reads the deliveries of one consumer. What does not change from one to the next, the head of the
 * acknowledgement's subject and most often the message's subject, is decoded once.
 */
export declare class DeliveryReader {
  /** Length of `$JS.ACK.….<consumer>.`; 0 until the first delivery. */
  private headLength;
  private subject;
  private subjectBytes;
  private slab;
  private used;
  private readonly headers;
  /** Undefined when it is no delivery, but a word of the server about a request. */
  read(message: Msg): Delivery | undefined;
  private readRaw;
  private subjectOf;
  /** A copy of what follows `start`. All is copied, since making a view of it costs more. */
  private copyOf;
}
//# sourceMappingURL=delivery-reader.d.ts.map
