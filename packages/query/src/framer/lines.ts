import { CLOSE, isBlank, NEWLINE, skipSpace } from './bytes.js';

const RETURN = 0x0d;

/** The offset of the first byte from `at` on that is not white space; `end` when all of it is. */
export function skipBlank(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isBlank(bytes[at])) {
    at += 1;
  }
  return at;
}

/** The offset after the last byte that is not white space; 0 when all of it is. */
export function textEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && isBlank(bytes[end - 1])) {
    end -= 1;
  }
  return end;
}

/** Where the line that `at` is in ends: its newline, or `end`. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  const newline = bytes.indexOf(NEWLINE, at);
  return newline === -1 || newline > end ? end : newline;
}

/** Whether nothing but white space stands between `at` and the end of its line. */
export function isRestBlank(bytes: Uint8Array, at: number, end: number): boolean {
  let after = at === end ? at : skipSpace(bytes, at);
  if (after < end && bytes[after] === RETURN) {
    after += 1;
  }
  return after >= end || bytes[after] === NEWLINE;
}

/** The offset after the last `}` before `end`: no exact object ends later. */
export function lastObjectEnd(bytes: Uint8Array, end: number): number {
  return bytes.lastIndexOf(CLOSE, end - 1) + 1;
}

/**
 * How many lines of `bytes[start, end)` are not blank. A blank line is no event, so an event's index is
 * its place among these.
 */
export function countLines(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = skipBlank(bytes, start, end); at < end; count += 1) {
    at = skipBlank(bytes, lineEnd(bytes, at, end), end);
  }
  return count;
}
