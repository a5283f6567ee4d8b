import type { LogMessage, MessageMark } from '@assay/bus';
import { messageFingerprint } from '@assay/schemas';

/** The mark of a message, by which another look recognises it. */
export function markOf(message: LogMessage): MessageMark {
  const { sequence, serverTimeNs, subject, headers, bytes } = message;
  return { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
}
