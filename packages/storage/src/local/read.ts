import { open, readFile, stat } from 'node:fs/promises';
import { StorageError } from '../errors.js';
import type { ObjectHead } from '../object-store.js';
import { absentAs, errnoOf } from './disk-error.js';

/** The whole file. A folder is no object. */
export async function readObject(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw asAbsence(error, path);
  }
}

/** Bytes `[start, end)` of the file; `BAD_RANGE` when it has no such bytes. */
export async function readObjectRange(
  path: string,
  start: number,
  end: number,
): Promise<Uint8Array> {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw badRange(path, start, end, 'whole numbers with 0 <= start <= end');
  }
  const file = await open(path, 'r').catch((error: unknown) => {
    throw asAbsence(error, path);
  });
  try {
    const info = await file.stat();
    if (!info.isFile()) {
      throw noObject(path);
    }
    const { size } = info;
    if (end > size) {
      throw badRange(path, start, end, `a range within its ${size} bytes`);
    }
    const bytes = new Uint8Array(end - start);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
      if (bytesRead === 0) {
        throw badRange(path, start, end, `${bytes.length} bytes, was cut after ${done}`);
      }
      done += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw asAbsence(error, path);
  } finally {
    await file.close();
  }
}

/** Key, size and tag; undefined when nothing, or a folder, bears the name. */
export async function headObject(path: string, key: string): Promise<ObjectHead | undefined> {
  const info = await absentAs(undefined, stat(path, { bigint: true })).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  });
  return info?.isFile() ? { key, bytes: Number(info.size), tag: tagOfFile(info) } : undefined;
}

/**
 * Tells a state of an object from every other. Each is a file of its own that is never written to again, so
 * that the number of its inode is enough while it lives. A number is used again for a later file: that one
 * has the same tag only if it is also as long, and was finished in the same tick of the system's clock (some
 * milliseconds) as the one before, whose replacement was synced, named and synced in between. Links and
 * reading change none of the three.
 */
export function tagOfFile(info: {
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly size: bigint;
}): string {
  return `${info.ino}-${info.mtimeNs}-${info.size}`;
}

/** For a reader, a key that is a folder, or lies below an object, names no object. */
function asAbsence(error: unknown, path: string): unknown {
  const absent = ['EISDIR', 'ENOTDIR', 'ENOENT'].includes(errnoOf(error) ?? '');
  return absent ? noObject(path, error) : error;
}

function noObject(path: string, cause?: unknown): StorageError {
  return new StorageError('NOT_FOUND', `${path}: expected an object, was none`, { cause });
}

function badRange(path: string, start: number, end: number, expected: string): StorageError {
  return new StorageError('BAD_RANGE', `${path}: expected ${expected}, was [${start}, ${end})`);
}
