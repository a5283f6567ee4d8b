import { sha256OfChunks, type IntendedFile } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { StagedFile } from '../batch.js';
import { LedgerError } from '../errors.js';
import type { ExaminedFile, FoundFile } from '../protocol/action.js';
import type { CommitSessionOptions } from './session-options.js';

/** Read at a time, so that a large file is not held in memory. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** What is in the lake under a staged file's key; undefined when nothing is. */
export async function inspectPublished(
  { store, inspectFile }: Pick<CommitSessionOptions, 'store' | 'inspectFile'>,
  file: StagedFile,
  intended: IntendedFile,
): Promise<FoundFile | undefined> {
  const info = await store.head(file.key);
  if (info === undefined) {
    return undefined;
  }
  const { bytes } = info;
  const sha256 = await sha256OfChunks(chunksOf(store, file.key, bytes));
  if (sha256 === file.sha256 || sha256 === intended.sha256 || inspectFile === undefined) {
    return { bytes, sha256 };
  }
  const copy = await store.localCopy(file.key);
  try {
    return { bytes, sha256, content: await inspectFile(copy.path) };
  } finally {
    await copy.release();
  }
}

/** What is in the lake under a key, opened and read; undefined when nothing is. */
export async function examinePublished(
  { store, inspectFile }: Pick<CommitSessionOptions, 'store' | 'inspectFile'>,
  key: string,
): Promise<ExaminedFile | undefined> {
  const info = await store.head(key);
  if (info === undefined) {
    return undefined;
  }
  if (inspectFile === undefined) {
    throw new LedgerError(
      'FOREIGN_FILE',
      `expected a writer that can read ${key}, was one without inspectFile: finish its batch with one`,
    );
  }
  const { bytes } = info;
  const sha256 = await sha256OfChunks(chunksOf(store, key, bytes));
  const copy = await store.localCopy(key);
  try {
    return { bytes, sha256, content: await inspectFile(copy.path) };
  } finally {
    await copy.release();
  }
}

async function* chunksOf(store: ObjectStore, key: string, bytes: number) {
  for (let start = 0; start < bytes; start += CHUNK_BYTES) {
    yield await store.readRange(key, start, Math.min(bytes, start + CHUNK_BYTES));
  }
}
