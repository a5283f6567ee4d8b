import type { LocalCopy, ObjectStore } from '@assay/storage';

/**
 * Runs `work` over local copies of objects, and gives the copies back afterwards, also on failure.
 *
 * @param keys object keys; their order is kept
 */
export async function withLocalCopies<T>(
  store: ObjectStore,
  keys: readonly string[],
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const copies: LocalCopy[] = [];
  try {
    for (const key of keys) {
      copies.push(await store.localCopy(key));
    }
    return await work(copies.map((copy) => copy.path));
  } finally {
    await Promise.all(copies.map((copy) => copy.release()));
  }
}
