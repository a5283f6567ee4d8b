import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CopySource } from '../cache/download.js';
import { StorageError } from '../errors.js';
import type { StoredObject } from '../s3/service.js';
import { errnoOf } from './disk-error.js';
import { tagOfFile } from './read.js';

/** Digests remembered; beyond this many all are computed anew. */
const REMEMBERED = 4096;

/** The objects of a local lake, to be copied out of it. Each state's digest is computed once. */
export function createLocalCopySource(root: string): CopySource {
  const digests = new Map<string, string>();

  async function digestOf(file: FileHandle, state: string): Promise<string> {
    const known = digests.get(state);
    if (known !== undefined) {
      return known;
    }
    const hash = createHash('sha256');
    const options = { start: 0, autoClose: false, highWaterMark: 1024 * 1024 };
    await pipeline(file.createReadStream(options), hash);
    const digest = hash.digest('hex');
    if (digests.size >= REMEMBERED) {
      digests.clear();
    }
    digests.set(state, digest);
    return digest;
  }

  async function withFile<Value>(
    key: string,
    use: (file: FileHandle, object: StoredObject) => Promise<Value>,
  ): Promise<Value> {
    const file = await openObject(join(root, key));
    try {
      const info = await file.stat({ bigint: true });
      if (!info.isFile()) {
        throw noObject(join(root, key));
      }
      const etag = tagOfFile(info);
      const sha256 = await digestOf(file, JSON.stringify([key, etag]));
      return await use(file, { bytes: Number(info.size), etag, sha256, attempt: undefined });
    } finally {
      await file.close();
    }
  }

  return {
    head: (key) => withFile(key, async (_, object) => object),
    get: (key, range) =>
      withFile(key, async (file, object) => {
        const { start, end } = range ?? { start: 0, end: object.bytes };
        const bytes = new Uint8Array(Math.max(0, Math.min(end, object.bytes) - start));
        let done = 0;
        while (done < bytes.length) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
          if (bytesRead === 0) {
            break;
          }
          done += bytesRead;
        }
        return { bytes: bytes.subarray(0, done), object };
      }),
  };
}

async function openObject(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errnoOf(error) ?? '') ? noObject(path) : error;
  }
}

function noObject(path: string): StorageError {
  return new StorageError('NOT_FOUND', `${path}: expected an object, was none`);
}
