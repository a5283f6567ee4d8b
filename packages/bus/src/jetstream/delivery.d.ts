import type { MsgHdrs } from '@nats-io/transport-node';
import type { MessageHeaders } from '../event-log.js';
/** What a consumer says of one delivery, from the subject that an acknowledgement would go to. */
export interface DeliveryMark {
  /** The message's sequence in the stream. */
  readonly sequence: bigint;
  /** 1, 2, 3 … within the consumer: a jump means that a delivery was lost on the way. */
  readonly delivery: number;
  /** When the server stored it (ns, UTC). */
  readonly serverTimeNs: bigint;
  /** Messages that the consumer has still to deliver. */
  readonly pending: number;
}
/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<delivery>.<time>.<pending>` and its longer
 * form, `$JS.ACK.<domain>.<account>.<stream>.…`, after which a token of chance may follow; undefined for
 * any other subject.
 */
export declare function parseDelivery(reply: string): DeliveryMark | undefined;
/**
 * Headers as they were handed to `append`: without the message id that `append` itself added. Where a
 * foreign publisher sent a name several times, its first value.
 */
export declare function toHeaders(headers: MsgHdrs): MessageHeaders;
/** The headers without the message id that `append` itself added. */
export declare function withoutOwnId(record: MessageHeaders): MessageHeaders;
//# sourceMappingURL=delivery.d.ts.map
