import type { LogMessage, MessageMark } from '../event-log.js';
import type { JetStreamConnection } from './connection.js';
/**
 * The message that a stream holds at a sequence, exactly as its readers get it; undefined when it does
 * not hold one there. Asked for by hand: the client would put the sequence through a JS number, and
 * reads headers that are not in form in another way than `HeaderReader`.
 */
export declare function storedMessage(
  { nats, apiPrefix, requestTimeoutMs }: JetStreamConnection,
  stream: string,
  sequence: bigint,
): Promise<LogMessage | undefined>;
/** Whether a stored message is the one that was read before: same time, and same content. */
export declare function isMessage(stored: LogMessage, read: LogMessage | MessageMark): boolean;
/** By what a message is recognised. */
export declare function markOf({
  sequence,
  serverTimeNs,
  subject,
  headers,
  bytes,
}: LogMessage): MessageMark;
//# sourceMappingURL=stored-message.d.ts.map
