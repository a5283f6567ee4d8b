import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assertKey,
  compareKeys,
  StorageError,
  type ObjectInfo,
  type ObjectSnapshot,
  type ObjectSource,
  type ObjectStore,
} from '@assay/storage';

/** A lake in memory. */
export interface MemoryStore extends ObjectStore {
  /** Every object's bytes by key, for a test to look at and to tamper with. */
  readonly objects: Map<string, Uint8Array>;
}

/** Options of `createMemoryStore`. */
export interface MemoryStoreOptions {
  /** Objects to share: two stores over one map are two processes over one lake. */
  readonly objects?: Map<string, Uint8Array>;
  /** The bytes of a `{ file }` source. Default: read from disk. */
  readonly readSource?: (path: string) => Promise<Uint8Array>;
}

/** An `ObjectStore` that keeps its objects in a map. `localCopy` and `snapshot` alone touch the disk. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { objects = new Map<string, Uint8Array>(), readSource = readFile } = options;

  const find = (key: string): Uint8Array => {
    assertKey(key);
    const bytes = objects.get(key);
    if (bytes === undefined) {
      throw new StorageError('NOT_FOUND', `memory/${key}: expected an object, was none`);
    }
    return bytes;
  };

  return {
    root: 'memory',
    objects,
    createIfAbsent: async (key, source) => {
      assertKey(key);
      const bytes = await bytesOf(source, readSource);
      // No await between looking and setting: nothing can come in between.
      if (objects.has(key)) {
        return 'exists';
      }
      objects.set(key, bytes);
      return 'created';
    },
    replace: async (key, source) => {
      assertKey(key);
      objects.set(key, await bytesOf(source, readSource));
    },
    replaceIfSame: async (key, source, tag) => {
      assertKey(key);
      const bytes = await bytesOf(source, readSource);
      const found = objects.get(key);
      if ((found && tagOf(found)) !== tag) {
        return 'changed';
      }
      objects.set(key, bytes);
      return 'replaced';
    },
    read: async (key) => copyOf(find(key)),
    readRange: async (key, start, end) => {
      const bytes = find(key);
      if (!isRange(start, end, bytes.length)) {
        throw new StorageError(
          'BAD_RANGE',
          `memory/${key}: expected a range within ${bytes.length} bytes, was ${start} to ${end}`,
        );
      }
      return bytes.slice(start, end);
    },
    head: async (key) => {
      assertKey(key);
      const bytes = objects.get(key);
      return bytes && { key, bytes: bytes.length, tag: tagOf(bytes) };
    },
    list: (prefix, { after = '' } = {}) => listing(objects, prefix, after),
    remove: async (key) => {
      assertKey(key);
      objects.delete(key);
    },
    localCopy: (key) => copyToDisk(find, key),
    snapshot: (key) => copyToDisk(find, key),
  };
}

async function copyToDisk(find: (key: string) => Uint8Array, key: string): Promise<ObjectSnapshot> {
  const bytes = find(key);
  const folder = await mkdtemp(join(tmpdir(), 'assay-copy-'));
  const path = join(folder, 'object');
  await writeFile(path, bytes);
  const release = () => rm(folder, { recursive: true, force: true });
  return { path, bytes: bytes.length, tag: tagOf(bytes), release };
}

/** Bytes are never written over: each array is one state of an object, and numbered when first seen. */
const TAGS = new WeakMap<Uint8Array, string>();
let tagged = 0;

function tagOf(bytes: Uint8Array): string {
  let tag = TAGS.get(bytes);
  if (tag === undefined) {
    tagged += 1;
    tag = `state-${tagged}`;
    TAGS.set(bytes, tag);
  }
  return tag;
}

async function* listing(
  objects: ReadonlyMap<string, Uint8Array>,
  prefix: string,
  after: string,
): AsyncGenerator<ObjectInfo> {
  // What no key can start with is refused, as every store does.
  assertKey(`${prefix}x`);
  const keys: string[] = [];
  for (const key of objects.keys()) {
    if (key.startsWith(prefix) && compareKeys(key, after) > 0) keys.push(key);
  }
  for (const key of keys.sort(compareKeys)) {
    const bytes = objects.get(key);
    if (bytes !== undefined) {
      yield { key, bytes: bytes.length };
    }
  }
}

async function bytesOf(
  source: ObjectSource,
  readSource: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if ('bytes' in source) {
    return copyOf(source.bytes);
  }
  try {
    return copyOf(await readSource(source.file));
  } catch (cause) {
    throw new StorageError('UNAVAILABLE', `${source.file}: expected a readable file, was none`, {
      cause,
    });
  }
}

/** Plain bytes of their own, also of a `Buffer`; `Uint8Array.from` goes through an iterator. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function isRange(start: number, end: number, size: number): boolean {
  return (
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= size
  );
}
