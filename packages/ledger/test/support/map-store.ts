import { compareKeys, StorageError, type ObjectSource, type ObjectStore } from '@assay/storage';

/** A lake in a map: the in-memory store of testkit imports this package and cannot be used here. */
export interface MapStore extends ObjectStore {
  readonly objects: Map<string, Uint8Array>;
}

export function createMapStore(objects = new Map<string, Uint8Array>()): MapStore {
  const find = (key: string): Uint8Array => {
    const bytes = objects.get(key);
    if (bytes === undefined) {
      throw new StorageError('NOT_FOUND', `${key}: expected an object, was none`);
    }
    return bytes;
  };
  return {
    root: 'map',
    objects,
    createIfAbsent: async (key, source) => {
      if (objects.has(key)) {
        return 'exists';
      }
      objects.set(key, bytesOf(source));
      return 'created';
    },
    replace: async (key, source) => {
      objects.set(key, bytesOf(source));
    },
    read: async (key) => find(key),
    readRange: async (key, start, end) => find(key).subarray(start, end),
    head: async (key) => {
      const bytes = objects.get(key);
      return bytes && { key, bytes: bytes.length, tag: Buffer.from(bytes).toString('hex') };
    },
    list: async function* (prefix, { after = '' } = {}) {
      const keys = [...objects.keys()].filter(
        (key) => key.startsWith(prefix) && compareKeys(key, after) > 0,
      );
      for (const key of keys.sort(compareKeys)) {
        const bytes = objects.get(key);
        if (bytes !== undefined) {
          yield { key, bytes: bytes.length };
        }
      }
    },
    remove: async (key) => {
      objects.delete(key);
    },
    replaceIfSame: unasked,
    localCopy: unasked,
    snapshot: unasked,
  };
}

/** The ledger stands on none of these. */
const unasked = () => Promise.reject(new Error('expected this not to be asked for, was'));

function bytesOf(source: ObjectSource): Uint8Array {
  if ('file' in source) {
    throw new Error('expected bytes, was a file');
  }
  return Uint8Array.from(source.bytes);
}
