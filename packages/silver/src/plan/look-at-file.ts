import type { SilverHour } from '@assay/schemas';
import { fileSha256, StorageError, type ObjectStore } from '@assay/storage';
import type { FileState } from './plan-unit.js';

/** What is at an hour's key. */
export interface FoundFile {
  readonly state: FileState;
  /** Names what was looked at; undefined when there is no object. */
  readonly tag: string | undefined;
  readonly bytes: number;
}

/**
 * Looks at the object at an hour's key, and reads it only where its size is the recorded one: once for
 * every tag, in the life of this function's maker.
 */
export type LookAtFile = (key: string, head: SilverHour | undefined) => Promise<FoundFile>;

export interface FileLook {
  readonly look: LookAtFile;
  /**
   * The same by the object's size, where that tells: an hour that had one file ever since has no older one
   * that a crash might have left. Readers take the digest of what they read in any case.
   */
  readonly glance: (
    key: string,
    head: SilverHour | undefined,
    history: readonly string[],
  ) => Promise<FoundFile>;
  /** SHA-256 of the object with this tag; undefined when it is another by now. */
  readonly sha256Of: (key: string, tag: string) => Promise<string | undefined>;
}

export function createFileLook(store: ObjectStore): FileLook {
  const known = new Map<string, { readonly tag: string; readonly sha256: string }>();

  async function sha256Of(key: string, tag: string): Promise<string | undefined> {
    const before = known.get(key);
    if (before?.tag === tag) {
      return before.sha256;
    }
    const found = await digestOf(store, key);
    if (found !== undefined) {
      known.set(key, found);
    }
    return found?.tag === tag ? found.sha256 : undefined;
  }

  async function look(key: string, head: SilverHour | undefined): Promise<FoundFile> {
    const found = await store.head(key);
    const expected = head?.output ?? null;
    if (found === undefined) {
      return { state: expected === null ? 'recorded' : 'missing', tag: undefined, bytes: 0 };
    }
    const { tag, bytes } = found;
    const isRecorded =
      expected !== null &&
      expected.bytes === bytes &&
      (await sha256Of(key, tag)) === expected.sha256;
    return { state: isRecorded ? 'recorded' : 'other', tag, bytes };
  }

  async function glance(
    key: string,
    head: SilverHour | undefined,
    history: readonly string[],
  ): Promise<FoundFile> {
    const found = history.length > 1 ? undefined : await store.head(key);
    const isRecorded = found !== undefined && found.bytes === head?.output?.bytes;
    return isRecorded ? { state: 'recorded', tag: found.tag, bytes: found.bytes } : look(key, head);
  }

  return { look, glance, sha256Of };
}

async function digestOf(store: ObjectStore, key: string) {
  try {
    const copy = await store.snapshot(key);
    try {
      return { tag: copy.tag, sha256: copy.sha256 ?? (await fileSha256(copy.path)) };
    } finally {
      await copy.release();
    }
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}
