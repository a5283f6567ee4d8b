import { copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createLocalStore, type ObjectStore } from '@assay/storage';
import { createMemoryStore } from '@assay/testkit';

/**
 * The same lake with the protocol off: data files are moved to their names without any sync and without
 * asking who was first, and the commit log is kept in memory. What remains is reading, framing and
 * building the same files: the bound that the price of exactly once is measured against.
 */
export function unguardedStore(root: string): ObjectStore {
  const files = createLocalStore({ root });
  const log = createMemoryStore();
  const storeOf = (key: string): ObjectStore => (key.startsWith('_lake/') ? log : files);
  return {
    ...files,
    createIfAbsent: async (key, source) => {
      if (key.startsWith('_lake/') || 'bytes' in source) {
        return storeOf(key).createIfAbsent(key, source);
      }
      const target = join(root, key);
      await mkdir(dirname(target), { recursive: true });
      // Staging is cleared by its owner, so the file must leave its name: a rename where it can be one.
      await rename(source.file, target).catch(() => copyFile(source.file, target));
      return 'created';
    },
    replace: (key, source) => storeOf(key).replace(key, source),
    replaceIfSame: (key, source, tag) => storeOf(key).replaceIfSame(key, source, tag),
    read: (key) => storeOf(key).read(key),
    readRange: (key, start, end) => storeOf(key).readRange(key, start, end),
    head: (key) => storeOf(key).head(key),
    list: (prefix, options) => storeOf(prefix).list(prefix, options),
    remove: (key) => storeOf(key).remove(key),
  };
}
