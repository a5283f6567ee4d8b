import type { JetStreamConnection } from './connection.js';
import type { PreparedMessage, PublishAck } from './publish-entry.js';
/**
 * Whether what the stream holds under a message's id is that message. It is not when a producer begins
 * again at an ordinal with other batches than before: the server would drop events that it never saw.
 * A message that is not kept any more was stored all the same: `unknown`.
 */
export declare function compareWithStored(
  connection: JetStreamConnection,
  message: PreparedMessage,
  ack: PublishAck,
): Promise<'same' | 'other' | 'unknown'>;
//# sourceMappingURL=verify-duplicate.d.ts.map
