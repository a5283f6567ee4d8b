import { BusError } from '../errors.js';
import { MESSAGE_ID_HEADER } from './message-id.js';
const BAD_NAME = /[^!-9;-~]/;
const BAD_VALUE = /[\r\n]|^\s|\s$/;
const BAD_SUBJECT = /[\s*>]|^\.|\.\.|\.$|^$/;
/**
 * The message as it is sent, with a copy of its bytes. Throws `BAD_SUBJECT`, `BAD_MESSAGE` for a header
 * that NATS would change or refuse, and `MESSAGE_TOO_LARGE` beyond what the server takes.
 *
 * @param id the message id, unless the headers bring one
 * @param maxPayload bytes that the server takes, headers included
 */
export function prepareMessage(message, id, maxPayload) {
  const { subject, headers = {} } = message;
  if (BAD_SUBJECT.test(subject)) {
    throw new BusError('BAD_SUBJECT', `expected a subject without wildcards, was '${subject}'`);
  }
  const encoded = encodeHeaders(headers, headers[MESSAGE_ID_HEADER] === undefined ? id : undefined);
  const size = message.bytes.length + encoded.length;
  if (size > maxPayload) {
    throw new BusError(
      'MESSAGE_TOO_LARGE',
      `publishing to ${subject}: expected at most ${maxPayload} bytes with headers (the server's ` +
        `max_payload), was ${size}: send fewer events in one message`,
    );
  }
  return { subject, headers: asClientHeaders(encoded), bytes: Buffer.from(message.bytes), size };
}
/** As NATS sends them; `id` becomes the message id. */
function encodeHeaders(headers, id) {
  let text = 'NATS/1.0\r\n';
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    if (BAD_NAME.test(name) || name === '') {
      const words = "header '" + name + "': expected a name of visible characters without a colon";
      throw new BusError('BAD_MESSAGE', words);
    }
    if (BAD_VALUE.test(value)) {
      throw new BusError(
        'BAD_MESSAGE',
        `header ${name}: expected a value on one line and without space around it, was ` +
          `${JSON.stringify(value)}: NATS would change it`,
      );
    }
    text += `${name}: ${value}\r\n`;
  }
  if (id !== undefined) text += `${MESSAGE_ID_HEADER}: ${id}\r\n`;
  return Buffer.from(`${text}\r\n`, 'utf8');
}
/**
 * The client asks its headers for nothing but their bytes when it publishes; building its own kind of
 * headers takes longer than all the rest of publishing a message.
 */
function asClientHeaders(encoded) {
  return { encode: () => encoded };
}
//# sourceMappingURL=prepare-message.js.map
