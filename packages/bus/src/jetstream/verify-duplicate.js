import { storedMessage } from './stored-message.js';
/**
 * Whether what the stream holds under a message's id is that message. It is not when a producer begins
 * again at an ordinal with other batches than before: the server would drop events that it never saw.
 * A message that is not kept any more was stored all the same: `unknown`.
 */
export async function compareWithStored(connection, message, ack) {
  const stored = await storedMessage(connection, ack.stream, ack.sequence);
  if (stored === undefined) return 'unknown';
  const isSame =
    stored.subject === message.subject && Buffer.compare(stored.bytes, message.bytes) === 0;
  return isSame ? 'same' : 'other';
}
//# sourceMappingURL=verify-duplicate.js.map
