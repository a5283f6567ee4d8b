import { sha256Hex } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** A store whose tags are of the bytes alone, as in S3: the same bytes put once more have the same tag. */
export function withContentTags(store: ObjectStore): ObjectStore {
  const tagOf = async (key: string) => sha256Hex(await store.read(key));
  return {
    ...store,
    head: async (key) => {
      const found = await store.head(key);
      return found && { ...found, tag: await tagOf(key) };
    },
    snapshot: async (key) => ({ ...(await store.snapshot(key)), tag: await tagOf(key) }),
    replaceIfSame: async (key, source, tag) => {
      const found = await store.head(key);
      if (found === undefined || tag === undefined) {
        return store.replaceIfSame(key, source, tag);
      }
      return (await tagOf(key)) === tag ? store.replaceIfSame(key, source, found.tag) : 'changed';
    },
  };
}
