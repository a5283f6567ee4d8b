import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { messageFingerprint } from '@assay/schemas';
import { isMessageNotFound, natsToBusError, whileStarting } from './nats-errors.js';
import { HeaderReader } from './read-headers.js';
import { parseServerTime } from './stream-state.js';
/**
 * The message that a stream holds at a sequence, exactly as its readers get it; undefined when it does
 * not hold one there. Asked for by hand: the client would put the sequence through a JS number, and
 * reads headers that are not in form in another way than `HeaderReader`.
 */
export async function storedMessage({ nats, apiPrefix, requestTimeoutMs }, stream, sequence) {
  const what = `looking at message ${sequence} of stream ${stream}`;
  try {
    const subject = `${apiPrefix}.STREAM.MSG.GET.${stream}`;
    const timeout = requestTimeoutMs;
    const { error, message } = (
      await nats.request(subject, `{"seq":${sequence}}`, { timeout })
    ).json();
    if (error !== undefined) throw new JetStreamApiError(error);
    if (message === undefined) throw new JetStreamError('an answer without a message');
    const block = Buffer.from(message.hdrs ?? '', 'base64');
    return {
      sequence,
      subject: message.subject,
      headers: block.length > 0 ? new HeaderReader().read(block, block.length) : undefined,
      bytes: Buffer.from(message.data ?? '', 'base64'),
      serverTimeNs: parseServerTime(message.time),
    };
  } catch (error) {
    if (isMessageNotFound(error)) return undefined;
    throw whileStarting(natsToBusError(error, what));
  }
}
/** Whether a stored message is the one that was read before: same time, and same content. */
export function isMessage(stored, read) {
  const isSameTime = read.serverTimeNs === undefined || read.serverTimeNs === stored.serverTimeNs;
  const sha256 = 'sha256' in read ? read.sha256 : markOf(read).sha256;
  return isSameTime && sha256 === markOf(stored).sha256;
}
/** By what a message is recognised. */
export function markOf({ sequence, serverTimeNs, subject, headers, bytes }) {
  return { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
}
//# sourceMappingURL=stored-message.js.map
