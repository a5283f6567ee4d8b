import { StorageError } from '../errors.js';
import type { ObjectStore } from '../object-store.js';

/** The same objects, to be read alone: whatever would change one rejects with `UNSUPPORTED`. */
export function onlyRead(store: ObjectStore): ObjectStore {
  const refuse = async (key: string): Promise<never> => {
    throw new StorageError(
      'UNSUPPORTED',
      `${store.root}/${key}: expected to be read alone, was to be changed: open the lake for writing`,
    );
  };
  return {
    ...store,
    createIfAbsent: refuse,
    replace: refuse,
    replaceIfSame: refuse,
    remove: refuse,
  };
}
