import type { OutgoingMessage } from '../event-log.js';
import type { PreparedMessage } from './publish-entry.js';
/**
 * The message as it is sent, with a copy of its bytes. Throws `BAD_SUBJECT`, `BAD_MESSAGE` for a header
 * that NATS would change or refuse, and `MESSAGE_TOO_LARGE` beyond what the server takes.
 *
 * @param id the message id, unless the headers bring one
 * @param maxPayload bytes that the server takes, headers included
 */
export declare function prepareMessage(
  message: OutgoingMessage,
  id: string,
  maxPayload: number,
): PreparedMessage;
//# sourceMappingURL=prepare-message.d.ts.map
