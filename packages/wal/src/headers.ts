import { WalError } from './errors.js';
import { MAX_HEADERS_BYTES } from './message.js';

/**
 * Headers as the JSON text that the `headers` column holds. JSON escapes what UTF-8 cannot carry (lone
 * surrogates), so that every JavaScript string comes back as it was.
 */
export function encodeHeaders(headers: Readonly<Record<string, string>>): string {
  for (const name in headers) {
    if (typeof headers[name] !== 'string') {
      throw new WalError(
        'BAD_MESSAGE',
        `header '${name}': expected a string, was ${typeof headers[name]}`,
      );
    }
  }
  const text = JSON.stringify(headers);
  // A UTF-16 unit becomes at most three bytes: only texts near the limit are measured exactly.
  if (text.length * 3 > MAX_HEADERS_BYTES && Buffer.byteLength(text) > MAX_HEADERS_BYTES) {
    throw new WalError(
      'MESSAGE_TOO_LARGE',
      `headers: expected at most ${MAX_HEADERS_BYTES} bytes of JSON, ` +
        `was ${Buffer.byteLength(text)}; move what is large into the payload`,
    );
  }
  return text;
}

/** The headers that `encodeHeaders` made the text of. */
export function decodeHeaders(text: string): Readonly<Record<string, string>> {
  return JSON.parse(text) as Record<string, string>;
}
