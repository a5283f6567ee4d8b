import { sha256OfChunks } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** Read at a time, so that a large object is not held in memory. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** An object's bytes, in order and in pieces. Rejects with `NOT_FOUND` or `BAD_RANGE` of storage. */
export async function* chunksOf(
  store: ObjectStore,
  key: string,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes; start += CHUNK_BYTES) {
    yield await store.readRange(key, start, Math.min(bytes, start + CHUNK_BYTES));
  }
}

/** Size and SHA-256 of an object as it reads back now; undefined when there is none. */
export async function digestOf(
  store: ObjectStore,
  key: string,
): Promise<{ readonly bytes: number; readonly sha256: string } | undefined> {
  const info = await store.head(key);
  if (info === undefined) {
    return undefined;
  }
  const { bytes } = info;
  return { bytes, sha256: await sha256OfChunks(chunksOf(store, key, bytes)) };
}
