import { StorageError } from '../errors.js';
import type { ObjectSource } from '../object-store.js';
import { stagingName } from '../staging/file-name.js';
import { diskError, errnoOf } from './disk-error.js';
import type { Publisher } from './publisher.js';

/** A finished file. `own`: made here and to be removed here. */
export interface Staged {
  readonly path: string;
  readonly own: boolean;
}

/** After a failed sync nobody knows which bytes are on the device: that file is never published. */
export async function stage(publisher: Publisher, source: ObjectSource): Promise<Staged> {
  const { disk, staging } = publisher;
  if ('file' in source) {
    try {
      await disk.syncFile(source.file);
    } catch (error) {
      throw errnoOf(error) === 'ENOENT' ? missingSource(source.file, error) : error;
    }
    return { path: source.file, own: false };
  }
  const staged: Staged = { path: await staging.path('object'), own: true };
  try {
    await disk.writeNew(staged.path, source.bytes);
  } catch (error) {
    await unstage(publisher, staged);
    throw error;
  }
  return staged;
}

/**
 * A second name for a finished file, in the store's own staging: a link, or a copy across devices.
 */
export async function duplicate(
  publisher: Publisher,
  from: string,
  target: string,
): Promise<Staged> {
  const { disk, staging } = publisher;
  const twin: Staged = { path: await staging.path(stagingName(target)), own: true };
  try {
    await disk.link(from, twin.path);
    return twin;
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') {
      throw error;
    }
  }
  try {
    await disk.copyNew(from, twin.path);
    await disk.syncFile(twin.path);
    return twin;
  } catch (error) {
    await unstage(publisher, twin);
    throw error;
  }
}

/**
 * What cannot be removed costs space and nothing else: `Staging.clear` takes it at the next start.
 */
export async function unstage({ disk, logger }: Publisher, staged: Staged): Promise<void> {
  if (!staged.own) {
    return;
  }
  try {
    await disk.unlink(staged.path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') {
      logger.warn('staged file left behind', { path: staged.path, error: diskError('', error) });
    }
  }
}

function missingSource(path: string, cause: unknown): StorageError {
  return new StorageError('UNAVAILABLE', `expected a finished file at ${path}, was none`, {
    cause,
  });
}
