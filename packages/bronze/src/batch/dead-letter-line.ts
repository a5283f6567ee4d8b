import type { LogMessage } from '@assay/bus';
import type { DeadLetter } from '@assay/schemas';

/** One dead letter as a JSON line, without its system columns: the event's original bytes, and why. */
export function deadLetterLine(letter: DeadLetter, message: LogMessage, event: Uint8Array): Buffer {
  const line = JSON.stringify({
    subject: message.subject,
    dataset: letter.dataset,
    reason: letter.reason,
    field: letter.field,
    detail: letter.detail,
    headers: message.headers === undefined ? undefined : JSON.stringify(message.headers),
    event: Buffer.from(event.buffer, event.byteOffset, event.byteLength).toString('base64'),
    event_bytes: event.byteLength,
  });
  return Buffer.from(line, 'utf8');
}
