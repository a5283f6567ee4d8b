import { dirname, join, resolve } from 'node:path';
import {
  noFailpoint,
  nullLogger,
  nullMetrics,
  systemClock,
  systemRandomness,
  type Clock,
  type Failpoint,
  type Logger,
  type Metrics,
  type Randomness,
} from '@assay/telemetry';
import { StorageError } from '../errors.js';
import { assertKey, assertPrefix, STAGING_PREFIX } from '../object-key.js';
import type { ObjectStore } from '../object-store.js';
import { createObjectLocks } from '../lock/object-lock.js';
import { LOCKS } from '../staging/clear-leftovers.js';
import { createStaging } from '../staging/staging.js';
import { createIfAbsent } from './create-if-absent.js';
import { absentAs, diskError, errnoOf } from './disk-error.js';
import { hostDisk, type Disk } from './disk.js';
import { createDurableFolders } from './durable-folders.js';
import { listObjects } from './list.js';
import type { Publisher } from './publisher.js';
import { headObject, readObject, readObjectRange } from './read.js';
import { replace } from './replace.js';
import { replaceIfSame } from './replace-if-same.js';
import { createSnapshots } from './snapshot.js';

/** Options of `createLocalStore`. */
export interface LocalStoreOptions {
  /** The lake's folder; made by the first write. */
  readonly root: string;
  /**
   * Called between the durable steps: `storage.after-staging-write`, `storage.after-link`,
   * `storage.after-unlink`, `storage.after-rename`, `storage.after-lock`, `storage.after-unlock`. What
   * it throws leaves the disk as a crash would, but for locks, which are given back.
   */
  readonly failpoint?: Failpoint;
  /** Told of staged files that could not be removed. Default: silent. */
  readonly logger?: Logger;
  /** Names the store's own staging folder. */
  readonly randomness?: Randomness;
  readonly metrics?: Metrics;
  /**
   * Where snapshots go that cannot be links in the lake (it is read-only, or another user's): links below
   * it on the same file system, else copies. Default: none, and such a snapshot is refused.
   */
  readonly cacheFolder?: string;
  /** Beyond so many bytes of such copies those used longest ago go. Default: 10 GiB. */
  readonly cacheMaxBytes?: number;
  /** `false`: snapshots make no name in the lake at all. Default: true. */
  readonly snapshotsInLake?: boolean;
  /** Paces the wait for a lock; default: the host's. */
  readonly clock?: Clock;
  /** How long `replaceIfSame` waits for a process that holds the object's lock. Default: 10 s. */
  readonly lockWaitMs?: number;
  /** The writing system calls; for tests that let them fail. */
  readonly disk?: Disk;
}

const DEFAULT_LOCK_WAIT_MS = 10_000;
const DEFAULT_CACHE_BYTES = 10 * 2 ** 30;

/** Where files for a local lake are built, so that publishing them is a link: `_lake/staging`. */
export function localStagingFolder(root: string): string {
  return resolve(root, STAGING_PREFIX);
}

/**
 * A lake in a local folder. Safe among processes and, on network file systems with working
 * `link(2)` and `fsync(2)`, among hosts. Keys are case-sensitive where the file system is.
 *
 * `{ file }` sources are synced and linked: the file stays under its own name too, and must not be
 * written to again; `Staging.discard` gives the name back. On another file system it is copied.
 */
export function createLocalStore(options: LocalStoreOptions): ObjectStore {
  const root = resolve(options.root);
  const { randomness, disk = hostDisk } = options;
  const publisher: Publisher = {
    disk,
    staging: createStaging({
      folder: localStagingFolder(root),
      owner: 'store',
      ...(randomness === undefined ? {} : { randomness }),
    }),
    folders: createDurableFolders(root, disk),
    failpoint: options.failpoint ?? noFailpoint,
    logger: options.logger ?? nullLogger,
  };
  const locks = createObjectLocks({
    folder: join(localStagingFolder(root), LOCKS),
    waitMs: options.lockWaitMs ?? DEFAULT_LOCK_WAIT_MS,
    clock: options.clock ?? systemClock,
    randomness: randomness ?? systemRandomness,
    logger: publisher.logger,
  });
  const snapshot = createSnapshots({
    root,
    staging: options.snapshotsInLake === false ? undefined : publisher.staging,
    cache:
      options.cacheFolder === undefined
        ? undefined
        : { folder: options.cacheFolder, maxBytes: options.cacheMaxBytes ?? DEFAULT_CACHE_BYTES },
    disk,
    clock: options.clock ?? systemClock,
    randomness: randomness ?? systemRandomness,
    logger: publisher.logger,
    metrics: options.metrics ?? nullMetrics,
  });
  const pathOf = (key: string): string => {
    assertKey(key);
    return join(root, key);
  };

  return {
    root,
    createIfAbsent: (key, source) =>
      attempt(`creating ${key}`, () => createIfAbsent(publisher, pathOf(key), source)),
    replace: (key, source) =>
      attempt(`replacing ${key}`, () => replace(publisher, pathOf(key), source)),
    replaceIfSame: (key, source, tag) =>
      attempt(`replacing ${key}`, () =>
        replaceIfSame(publisher, locks, { key, target: pathOf(key), source, tag }),
      ),
    read: (key) => attempt(`reading ${key}`, () => readObject(pathOf(key))),
    readRange: (key, start, end) =>
      attempt(`reading ${key}`, () => readObjectRange(pathOf(key), start, end)),
    head: (key) => attempt(`looking for ${key}`, () => headObject(pathOf(key), key)),
    list: (prefix, { after = '' } = {}) => listing(root, prefix, after),
    remove: (key) => attempt(`removing ${key}`, () => remove(disk, pathOf(key))),
    localCopy: (key) =>
      attempt(`opening ${key}`, async () => {
        const path = pathOf(key);
        if ((await headObject(path, key)) === undefined) {
          throw new StorageError('NOT_FOUND', `${path}: expected an object, was none`);
        }
        return { path, release: async () => undefined };
      }),
    snapshot: (key) => attempt(`opening ${key}`, () => snapshot(key, pathOf(key))),
  };
}

async function* listing(root: string, prefix: string, after: string) {
  assertPrefix(prefix);
  try {
    yield* listObjects(root, prefix, after);
  } catch (error) {
    throw diskError(`listing ${prefix === '' ? root : prefix}`, error);
  }
}

async function remove(disk: Disk, path: string): Promise<void> {
  try {
    await disk.unlink(path);
  } catch (error) {
    // A folder, or what lies below an object, is no object.
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errnoOf(error) ?? '')) {
      return;
    }
    throw error;
  }
  await absentAs(undefined, disk.syncFolder(dirname(path)));
}

async function attempt<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw diskError(what, error);
  }
}
