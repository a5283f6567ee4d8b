import { WalError } from './errors.js';
import { encodeHeaders } from './headers.js';
import { MAX_MESSAGE_BYTES, MAX_SUBJECT_LENGTH } from './message.js';
import type { WalInput } from './message.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Refuses what could not be read back exactly; gives the headers' text. */
export function checkInput(input: WalInput): string | undefined {
  const { subject, headers, bytes } = input;
  if (subject.length === 0 || subject.length > MAX_SUBJECT_LENGTH) {
    throw new WalError(
      'BAD_MESSAGE',
      `subject: expected 1 to ${MAX_SUBJECT_LENGTH} characters, was ${subject.length}`,
    );
  }
  if (LONE_SURROGATE.test(subject)) {
    throw new WalError('BAD_MESSAGE', 'subject: expected valid Unicode, was a lone surrogate');
  }
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw new WalError(
      'MESSAGE_TOO_LARGE',
      `a message of '${subject}': expected at most ${MAX_MESSAGE_BYTES} bytes, ` +
        `was ${bytes.length}; split it`,
    );
  }
  return headers === undefined ? undefined : encodeHeaders(headers);
}
