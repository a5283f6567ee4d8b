import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import type { LogMessage, MessageHeaders } from '../event-log.js';
import { MESSAGE_ID_HEADER, isOwnMessageId } from './message-id.js';

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

const SHORT_TOKENS = 9;
/** `$JS.ACK.<domain>.<account>.<stream>.…`: two tokens more, and one of chance may follow. */
const LONG_OFFSET = 2;

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<delivery>.<time>.<pending>` and its longer
 * form; undefined for any other subject.
 */
export function parseDelivery(reply: string): DeliveryMark | undefined {
  const tokens = reply.split('.');
  if (tokens.length < SHORT_TOKENS || tokens[0] !== '$JS' || tokens[1] !== 'ACK') return undefined;
  const at = tokens.length === SHORT_TOKENS ? 0 : LONG_OFFSET;
  const [sequence, delivery, time, pending] = tokens.slice(at + 5, at + 9);
  if (pending === undefined || time === undefined || sequence === undefined) return undefined;
  return {
    sequence: BigInt(sequence),
    delivery: Number(delivery),
    serverTimeNs: BigInt(time),
    pending: Number(pending),
  };
}

/** The message as the port gives it. Its bytes are copied: the client's alias the socket's buffer. */
export function toLogMessage(message: Msg, mark: DeliveryMark): LogMessage {
  return {
    sequence: mark.sequence,
    subject: message.subject,
    headers: message.headers === undefined ? undefined : toHeaders(message.headers),
    bytes: Buffer.from(message.data),
    serverTimeNs: mark.serverTimeNs,
  };
}

/**
 * Headers as they were handed to `append`: without the message id that `append` itself added. Where a
 * foreign publisher sent a name several times, its first value.
 */
export function toHeaders(headers: MsgHdrs): MessageHeaders | undefined {
  const record: Record<string, string> = {};
  for (const [name, values] of headers) {
    record[name] = values[0] ?? '';
  }
  if (isOwnMessageId(record)) {
    const { [MESSAGE_ID_HEADER]: _, ...rest } = record;
    return rest;
  }
  return record;
}
