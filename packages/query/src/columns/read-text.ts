import { QUOTE } from '../framer/bytes.js';

const BACKSLASH = 0x5c;

/** The offset behind a JSON string with escapes or beyond ASCII, which begins at `at`. */
export function escapedStringEnd(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (bytes[end] !== QUOTE) {
    end += bytes[end] === BACKSLASH ? 2 : 1;
  }
  return end + 1;
}

/** What the JSON string `bytes[at, end)` says. */
export function textOf(bytes: Uint8Array, at: number, end: number): string {
  const written = Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString('utf8');
  return JSON.parse(written) as string;
}
