import { headers as newHeaders } from '@nats-io/transport-node';
import { BusError } from '../errors.js';
import type { OutgoingMessage } from '../event-log.js';
import { MESSAGE_ID_HEADER } from './message-id.js';
import { natsToBusError } from './nats-errors.js';
import type { PreparedMessage } from './publish-entry.js';

const HEADER_LINE_BYTES = 4;
const HEADER_FRAME_BYTES = 12;
const BAD_SUBJECT = /[\s*>]|^\.|\.\.|\.$|^$/;

/**
 * The message as it is sent, with a copy of its bytes. Throws `BAD_SUBJECT`, `BAD_MESSAGE` for a header
 * that NATS would change or refuse, and `MESSAGE_TOO_LARGE` beyond what the server takes.
 *
 * @param id the message id, unless the headers bring one
 * @param maxPayload bytes that the server takes, headers included
 */
export function prepareMessage(
  message: OutgoingMessage,
  id: string,
  maxPayload: number,
): PreparedMessage {
  const { subject, headers = {} } = message;
  if (BAD_SUBJECT.test(subject)) {
    throw new BusError('BAD_SUBJECT', `expected a subject without wildcards, was '${subject}'`);
  }
  const prepared = newHeaders();
  let size = message.bytes.length + HEADER_FRAME_BYTES;
  const add = (name: string, value: string): void => {
    if (value !== value.trim()) {
      const words = `header ${name}: expected a value without space around it`;
      throw new BusError('BAD_MESSAGE', `${words}, was '${value}': NATS would cut it off`);
    }
    prepared.append(name, value);
    size += name.length + Buffer.byteLength(value) + HEADER_LINE_BYTES;
  };
  try {
    for (const [name, value] of Object.entries(headers)) add(name, value);
    if (headers[MESSAGE_ID_HEADER] === undefined) add(MESSAGE_ID_HEADER, id);
  } catch (error) {
    throw natsToBusError(error, `publishing to ${subject}`);
  }
  if (size > maxPayload) {
    throw new BusError(
      'MESSAGE_TOO_LARGE',
      `publishing to ${subject}: expected at most ${maxPayload} bytes with headers (the server's ` +
        `max_payload), was ${size}: send fewer events in one message`,
    );
  }
  return { subject, headers: prepared, bytes: Uint8Array.from(message.bytes), size };
}
