import { createHash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { StorageError } from '../errors.js';
import { errnoOf } from '../local/disk-error.js';
import type { ObjectSource } from '../object-store.js';

/** Files up to this are read once and sent from memory. */
const IN_MEMORY_BYTES = 8 * 1024 * 1024;

/** The bytes of a new object, to be sent as often as it takes. */
export interface Payload {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** All bytes; a stream is for one use, and whoever took it destroys it. */
  body(): Uint8Array | ReadStream;
  /** Bytes `[start, end)`. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** Looks at a source: its length and its digest, for which a file is read once. */
export async function openPayload(source: ObjectSource): Promise<Payload> {
  if ('bytes' in source) {
    return inMemory(source.bytes);
  }
  const { file } = source;
  const size = await sizeOf(file);
  if (size <= IN_MEMORY_BYTES) {
    return inMemory(await readFile(file));
  }
  return {
    bytes: size,
    sha256: await fileSha256(file),
    body: () => createReadStream(file, { end: size - 1 }),
    slice: (start, end) => sliceOf(file, start, end),
  };
}

/** SHA-256 of a file, as lower-case hex, without holding a large one in memory. */
export async function fileSha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** SHA-256 of bytes, as lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function inMemory(bytes: Uint8Array): Payload {
  return {
    bytes: bytes.length,
    sha256: sha256Of(bytes),
    body: () => bytes,
    slice: async (start, end) => bytes.subarray(start, end),
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') {
      throw new StorageError('UNAVAILABLE', `expected a finished file at ${file}, was none`, {
        cause,
      });
    }
    throw cause;
  }
}

async function sliceOf(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const bytes = new Uint8Array(end - start);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) {
        const problem = `expected ${end} bytes or more, was cut after ${start + done}`;
        throw new StorageError('UNAVAILABLE', `${file}: ${problem}`);
      }
      done += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
