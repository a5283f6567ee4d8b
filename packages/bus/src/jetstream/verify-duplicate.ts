import type { JetStreamConnection } from './connection.js';
import { isMessageNotFound, natsToBusError } from './nats-errors.js';
import type { PreparedMessage, PublishAck } from './publish-entry.js';

/**
 * Whether what the stream holds under a message's id is that message. It is not when a producer begins
 * again at an ordinal with other batches than before: the server would drop events that it never saw.
 * A message that is not kept any more was stored all the same: `unknown`.
 */
export async function compareWithStored(
  { manager }: JetStreamConnection,
  message: PreparedMessage,
  ack: PublishAck,
): Promise<'same' | 'other' | 'unknown'> {
  try {
    const seq = Number(ack.sequence);
    const stored = await manager.streams.getMessage(ack.stream, { seq });
    if (stored === null) return 'unknown';
    const isSame =
      stored.subject === message.subject && Buffer.compare(stored.data, message.bytes) === 0;
    return isSame ? 'same' : 'other';
  } catch (error) {
    if (isMessageNotFound(error)) return 'unknown';
    throw natsToBusError(error, `looking at message ${ack.sequence} of stream ${ack.stream}`);
  }
}
