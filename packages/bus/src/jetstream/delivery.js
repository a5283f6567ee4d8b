import { MESSAGE_ID_HEADER, isOwnMessageId } from './message-id.js';
const ACK_PREFIX = '$JS.ACK.';
/** Tokens before the count of deliveries, with and without `<domain>.<account>`. */
const SHORT_HEAD = 4;
const LONG_HEAD = 6;
const SHORT_TOKENS = 9;
/** Tokens of the short form after its head: deliveries, sequence, delivery, time, pending. */
const NUMBERS = 5;
/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<delivery>.<time>.<pending>` and its longer
 * form, `$JS.ACK.<domain>.<account>.<stream>.…`, after which a token of chance may follow; undefined for
 * any other subject.
 */
export function parseDelivery(reply) {
  if (!reply.startsWith(ACK_PREFIX)) return undefined;
  const tokens = reply.split('.');
  const head = tokens.length === SHORT_TOKENS ? SHORT_HEAD : LONG_HEAD;
  if (tokens.length < head + NUMBERS) return undefined;
  return {
    sequence: BigInt(tokens[head + 1] ?? ''),
    delivery: Number(tokens[head + 2]),
    serverTimeNs: BigInt(tokens[head + 3] ?? ''),
    pending: Number(tokens[head + 4]),
  };
}
/**
 * Headers as they were handed to `append`: without the message id that `append` itself added. Where a
 * foreign publisher sent a name several times, its first value.
 */
export function toHeaders(headers) {
  return withoutOwnId(
    Object.fromEntries([...headers].map(([name, values]) => [name, values[0] ?? ''])),
  );
}
/** The headers without the message id that `append` itself added. */
export function withoutOwnId(record) {
  if (!isOwnMessageId(record)) return record;
  const { [MESSAGE_ID_HEADER]: _, ...rest } = record;
  return rest;
}
//# sourceMappingURL=delivery.js.map
