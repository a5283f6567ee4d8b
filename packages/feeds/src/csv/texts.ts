import { basename } from 'node:path';
import type { ByteReader } from '../byte-reader.js';
import { decompressZstd, startsZstd } from '../zstd/decompress.js';
import { decompressGzip, startsGzip } from '../zip/gzip.js';
import { startsZip, zipEntries } from '../zip/zip.js';

/** A text in a file: the file itself, or one of the files in a zip. */
export interface StoredText {
  /** The name inside the zip, which belongs to the file's bytes; undefined for any other file. */
  readonly innerName: string | undefined;
  readonly content: AsyncIterable<Uint8Array>;
}

/** The texts of a file: packed (zip, gzip, zstd, told from its bytes, not its name) or plain. */
export async function* textsOf(stored: ByteReader, file: string): AsyncGenerator<StoredText, void> {
  const start = await stored.peek(4);
  if (startsZip(start)) {
    for await (const { name, content } of zipEntries(stored, file)) {
      yield { innerName: basename(name), content };
    }
    return;
  }
  if (startsGzip(start)) {
    yield { innerName: undefined, content: decompressGzip(stored, file) };
  } else if (startsZstd(start)) {
    yield { innerName: undefined, content: decompressZstd(stored, file) };
  } else {
    yield { innerName: undefined, content: plainContent(stored) };
  }
}

async function* plainContent(stored: ByteReader): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const chunk = await stored.readSome();
    if (chunk.length === 0) {
      return;
    }
    yield chunk;
  }
}
