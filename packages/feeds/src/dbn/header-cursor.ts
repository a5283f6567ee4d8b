import { TextDecoder } from 'node:util';
import { FeedError, type FeedErrorCode } from '../errors.js';

/**
 * Reads values one after another; every read beyond the end is a `BAD_HEADER` that says what
 * lacked.
 */
export interface HeaderCursor {
  readonly position: number;
  skip(count: number, what: string): void;
  uint8(what: string): number;
  uint16(what: string): number;
  uint32(what: string): number;
  uint64(what: string): bigint;
  /** UTF-8 padded with NUL. */
  text(length: number, what: string): string;
  /** A count, then so many texts. */
  texts(length: number, what: string): string[];
  bad(problem: string, code?: FeedErrorCode): FeedError;
}

/** The bytes of a header, or of a part of it. */
export interface HeaderBytes {
  /** For errors: `DBN`, `DBZ`. */
  readonly format: string;
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Bytes of the content before these. */
  readonly start: number;
}

export function createHeaderCursor({ format, file, bytes, start }: HeaderBytes): HeaderCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let position = 0;

  const bad = (problem: string, code: FeedErrorCode = 'BAD_HEADER') =>
    new FeedError(code, `${format} header: ${problem}`, {
      place: { file, contentOffset: start + position },
    });
  const take = (count: number, what: string) => {
    if (position + count > bytes.length) {
      const left = bytes.length - position;
      throw bad(`expected ${count} bytes for ${what}, was ${left} before the header's end`);
    }
    position += count;
    return position - count;
  };
  const cursor: HeaderCursor = {
    get position() {
      return position;
    },
    skip: (count, what) => void take(count, what),
    uint8: (what) => view.getUint8(take(1, what)),
    uint16: (what) => view.getUint16(take(2, what), true),
    uint32: (what) => view.getUint32(take(4, what), true),
    uint64: (what) => view.getBigUint64(take(8, what), true),
    text(length, what) {
      const from = take(length, what);
      const text = paddedText(utf8, bytes.subarray(from, from + length));
      if (text === undefined) {
        throw bad(`expected UTF-8 padded with NUL for ${what}, was something else`);
      }
      return text;
    },
    texts(length, what) {
      const count = cursor.uint32(`the number of ${what}`);
      const texts: string[] = [];
      for (let index = 0; index < count; index += 1) {
        texts.push(cursor.text(length, `${what} ${index + 1} of ${count}`));
      }
      return texts;
    },
    bad,
  };
  return cursor;
}

/** The text of a NUL-padded field, or undefined where it is not UTF-8 or goes on after a NUL. */
export function paddedText(utf8: TextDecoder, bytes: Uint8Array): string | undefined {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) {
    length -= 1;
  }
  try {
    const text = utf8.decode(bytes.subarray(0, length));
    return text.includes('\0') ? undefined : text;
  } catch (error) {
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}
