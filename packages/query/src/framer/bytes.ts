/** Bytes of JSON's punctuation, as the walkers compare them. */
export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
export const MINUS = 0x2d;
export const PLUS = 0x2b;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const UNDERSCORE = 0x5f;
export const UPPER_E = 0x45;
export const LOWER_E = 0x65;
export const LOWER_F = 0x66;
export const LOWER_N = 0x6e;
export const LOWER_T = 0x74;
export const NEWLINE = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const RETURN = 0x0d;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** What a walker gives instead of an offset where the bytes are not what it knows to be exact. */
export const REFUSED = -1;

export const TRUE = Buffer.from('true', 'latin1');
export const FALSE = Buffer.from('false', 'latin1');
export const NULL = Buffer.from('null', 'latin1');

/** Whether a byte is JSON white space, newlines included. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
}

/** The first offset from `at` on that is neither space nor tab. Something else must stand before the end. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  while (bytes[at] === SPACE || bytes[at] === TAB) {
    at += 1;
  }
  return at;
}

/** The offset after `expected`, where the bytes at `at` are just that. */
export function wordEnd(bytes: Uint8Array, at: number, expected: Uint8Array): number {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[at + index] !== expected[index]) {
      return REFUSED;
    }
  }
  return at + expected.length;
}

/** The offset after a string of printable ASCII without escapes: what every reader reads byte for byte. */
export function plainStringEnd(bytes: Uint8Array, at: number, limit: number): number {
  if (bytes[at] !== QUOTE) {
    return REFUSED;
  }
  for (let end = at + 1; end < limit; end += 1) {
    const byte = bytes[end];
    if (byte === QUOTE) {
      return end + 1;
    }
    if (byte < SPACE || byte >= DELETE || byte === BACKSLASH) {
      return REFUSED;
    }
  }
  return REFUSED;
}

/** The offset after a run of digits, which may be empty. Something else must stand before the end. */
export function digitsEnd(bytes: Uint8Array, at: number): number {
  while (bytes[at] >= ZERO && bytes[at] <= NINE) {
    at += 1;
  }
  return at;
}

export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
