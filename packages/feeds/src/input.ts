import { createReadStream } from 'node:fs';
import { FeedError } from './errors.js';

const READ_BYTES = 1024 * 1024;

/** Bytes to decode, with the name that errors call them by. */
export interface FeedInput {
  readonly name: string;
  /** Where the bytes lie as a local file, for readers that need to open it themselves. */
  readonly path?: string;
  chunks(): AsyncIterable<Uint8Array>;
}

/** A local file, read in pieces of 1 MiB. Reading fails with `UNREADABLE`. */
export function fileInput(path: string): FeedInput {
  return {
    name: path,
    path,
    async *chunks() {
      try {
        for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
          yield chunk as Uint8Array;
        }
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new FeedError('UNREADABLE', `cannot be read (${why})`, {
          place: { file: path },
          cause,
        });
      }
    },
  };
}

/** Bytes in memory, handed over in pieces of `pieceBytes`. */
export function bytesInput(name: string, bytes: Uint8Array, pieceBytes = READ_BYTES): FeedInput {
  return {
    name,
    async *chunks() {
      for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
        yield bytes.subarray(offset, offset + pieceBytes);
      }
    },
  };
}
