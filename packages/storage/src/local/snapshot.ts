import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Logger, Metrics, Randomness } from '@assay/telemetry';
import { openCopyCache, type CopyCache } from '../cache/copy-cache.js';
import { StorageError } from '../errors.js';
import type { ObjectSnapshot } from '../object-store.js';
import { stagingName } from '../staging/file-name.js';
import { createStaging, type Staging } from '../staging/staging.js';
import { createLocalCopySource } from './copy-source.js';
import { errnoOf } from './disk-error.js';
import type { Disk } from './disk.js';
import { headObject, tagOfFile } from './read.js';

const TRIES = 8;

/** What snapshots of a local lake stand on. */
export interface SnapshotOptions {
  readonly root: string;
  /** The store's own staging in the lake; undefined where nothing may be named there. */
  readonly staging: Staging | undefined;
  readonly cache: { readonly folder: string; readonly maxBytes: number } | undefined;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Why a link cannot be made here and may be elsewhere; with each, a copy can. */
const NO_LINK = ['EACCES', 'EPERM', 'EROFS', 'EXDEV', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Snapshots of a local lake: a second name for the object's file, which is never written to again, so that
 * no replacement and no removal takes its bytes. The name is below the store's staging in the lake; where
 * that cannot be, below the cache; where that is on another file system, or refuses, it names a copy there.
 */
export function createSnapshots(
  options: SnapshotOptions,
): (key: string, target: string) => Promise<ObjectSnapshot> {
  const { root, staging, cache, clock, randomness, logger } = options;
  const places = staging === undefined ? [] : [staging];
  let copies: CopyCache | undefined;
  if (cache !== undefined) {
    const { folder, maxBytes } = cache;
    const leases = join(resolve(folder), 'leases');
    places.push(createStaging({ folder: leases, owner: 'snapshot', randomness, clock }));
    const source = createLocalCopySource(root);
    copies = openCopyCache({ ...options, folder, maxBytes, place: root, source });
  }
  const cleared = new Set<Staging>();

  /** What killed readers left keeps bytes that were replaced long ago. */
  async function clearOnce(place: Staging): Promise<void> {
    if (cleared.has(place)) {
      return;
    }
    cleared.add(place);
    try {
      await place.clear();
    } catch (error) {
      logger.warn('leftovers of other readers stay', { folder: place.folder, error });
    }
  }

  async function linkIn(place: Staging, key: string, target: string): Promise<ObjectSnapshot> {
    const path = await place.path(stagingName(key));
    await options.disk.link(target, path);
    const info = await lstat(path, { bigint: true });
    const release = () => place.discard(path);
    if (!info.isFile()) {
      await release();
      throw new StorageError('UNAVAILABLE', `${target}: expected a file, was a link or a device`);
    }
    await clearOnce(place);
    return { path, bytes: Number(info.size), tag: tagOfFile(info), release };
  }

  async function snapshot(key: string, target: string): Promise<ObjectSnapshot | undefined> {
    let refusal: unknown;
    for (const place of places) {
      try {
        return await linkIn(place, key, target);
      } catch (error) {
        const errno = refusalOf(error);
        if (errno === 'ENOENT') {
          return undefined;
        }
        if (!NO_LINK.includes(errno)) {
          throw error;
        }
        refusal = error;
      }
    }
    if (copies === undefined) {
      const problem = 'expected to make a link beside it, was refused';
      const advice = 'grant this user the permission, or open the lake with a cache folder';
      throw new StorageError('UNAVAILABLE', `${target}: ${problem}: ${advice}`, { cause: refusal });
    }
    return copies.copy(key);
  }

  return async (key, target) => {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      if ((await headObject(target, key)) === undefined) {
        throw new StorageError('NOT_FOUND', `${target}: expected an object, was none`);
      }
      // Undefined: the object went, or the folder of the link did, which anybody may remove.
      const taken = await snapshot(key, target);
      if (taken !== undefined) {
        return taken;
      }
    }
    const problem = `expected a link within ${TRIES} tries, was taken away each time: try again`;
    throw new StorageError('UNAVAILABLE', `${target}: ${problem}`, { retryable: true });
  };
}

/** Of the call itself, or of making its folder, which staging tells in its own words. */
function refusalOf(error: unknown): string {
  const cause = error instanceof StorageError ? error.cause : error;
  return errnoOf(cause) ?? '';
}
