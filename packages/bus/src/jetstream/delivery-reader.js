import { parseDelivery, toHeaders } from './delivery.js';
import { HeaderReader } from './read-headers.js';
const DOT = 0x2e;
const ZERO = 0x30;
/** Digits that a number holds without rounding. */
const EXACT_DIGITS = 15;
const EXACT_FACTOR = 10n ** BigInt(EXACT_DIGITS);
/** Payloads are copied into slabs of so many bytes; larger ones have one of their own. */
const SLAB_BYTES = 64 * 1024;
/**
 * Reads the deliveries of one consumer. What does not change from one to the next, the head of the
 * acknowledgement's subject and most often the message's subject, is decoded once.
 */
export class DeliveryReader {
  /** Length of `$JS.ACK.….<consumer>.`; 0 until the first delivery. */
  headLength = 0;
  subject = '';
  subjectBytes = Buffer.alloc(0);
  slab = Buffer.alloc(0);
  used = 0;
  headers = new HeaderReader();
  /** Undefined when it is no delivery, but a word of the server about a request. */
  read(message) {
    return isRaw(message) ? this.readRaw(message, message) : readPublic(message);
  }
  readRaw(message, { _msg, _rdata }) {
    const { reply, hdr } = _msg;
    if (reply === undefined || reply.length === 0) return undefined;
    if (this.headLength === 0) {
      // Not the client's own headers: it throws where a foreign publisher's are not in form.
      const text = message.reply ?? '';
      if (parseDelivery(text) === undefined) return undefined;
      this.headLength = headLength(text);
    }
    const sequenceAt = afterDot(reply, this.headLength);
    const deliveryAt = afterDot(reply, sequenceAt);
    const timeAt = afterDot(reply, deliveryAt);
    const pendingAt = afterDot(reply, timeAt);
    return {
      message: {
        sequence: integer(reply, sequenceAt, deliveryAt - 1),
        subject: this.subjectOf(_msg.subject),
        headers: hdr > 0 ? this.headers.read(_rdata, hdr) : undefined,
        bytes: this.copyOf(_rdata, Math.max(hdr, 0)),
        serverTimeNs: integer(reply, timeAt, pendingAt - 1),
      },
      delivery: small(reply, deliveryAt, timeAt - 1),
      pending: small(reply, pendingAt, reply.length),
    };
  }
  subjectOf(bytes) {
    if (this.subjectBytes.equals(bytes)) return this.subject;
    this.subjectBytes = Buffer.from(bytes);
    this.subject = this.subjectBytes.toString('utf8');
    return this.subject;
  }
  /** A copy of what follows `start`. All is copied, since making a view of it costs more. */
  copyOf(bytes, start) {
    if (this.used + bytes.length > this.slab.length) {
      this.slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes.length));
      this.used = 0;
    }
    const at = this.used;
    this.slab.set(bytes, at);
    this.used += bytes.length;
    return this.slab.subarray(at + start, this.used);
  }
}
function readPublic(message) {
  const mark = parseDelivery(message.reply ?? '');
  if (mark === undefined) return undefined;
  const { sequence, serverTimeNs, delivery, pending } = mark;
  const headers = message.headers === undefined ? undefined : toHeaders(message.headers);
  const bytes = Buffer.from(message.data);
  const { subject } = message;
  return { message: { sequence, subject, headers, bytes, serverTimeNs }, delivery, pending };
}
function isRaw(message) {
  return '_msg' in message && '_rdata' in message;
}
/** Up to and with the dot after the consumer's name. */
function headLength(reply) {
  const tokens = reply.split('.');
  const head = tokens.slice(0, tokens.length === 9 ? 4 : 6);
  return head.join('.').length + 1;
}
/** The offset after the next dot; after the end where there is none. */
function afterDot(bytes, start) {
  let at = start;
  while (at < bytes.length && bytes[at] !== DOT) at += 1;
  return at + 1;
}
/** A decimal number of up to 15 digits; it ends at `end` or at a dot. */
function small(bytes, start, end) {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? DOT;
    if (byte === DOT) break;
    value = value * 10 + byte - ZERO;
  }
  return value;
}
function integer(bytes, start, end) {
  if (end - start <= EXACT_DIGITS) return BigInt(small(bytes, start, end));
  const cut = end - EXACT_DIGITS;
  return BigInt(small(bytes, start, cut)) * EXACT_FACTOR + BigInt(small(bytes, cut, end));
}
//# sourceMappingURL=delivery-reader.js.map
