import { createHash } from 'node:crypto';
import { link, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Logger, Metrics, Randomness } from '@assay/telemetry';
import { StorageError } from '../errors.js';
import { absentAs, errnoOf } from '../local/disk-error.js';
import { hostDisk } from '../local/disk.js';
import { makeWithParents } from '../local/durable-folders.js';
import type { ObjectSnapshot } from '../object-store.js';
import type { StoredObject } from '../s3/service.js';
import { stagingName } from '../staging/file-name.js';
import { createStaging } from '../staging/staging.js';
import { download, type CopySource } from './download.js';
import { createRoom } from './room.js';
import { createVerifiedCopies } from './verified.js';

/** What a cache of copies stands on. */
export interface CopyCacheOptions {
  /** Shared by every process of the host. */
  readonly folder: string;
  readonly maxBytes: number;
  /** Names the bucket and its service, so that lakes can share a folder. */
  readonly place: string;
  readonly source: CopySource;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Local copies of objects. */
export interface CopyCache {
  /**
   * The object as it is now, its bytes compared with its digest where its writer told it. They stay until
   * `release`, whatever happens to the copies; where `leases/` is removed, who has it open keeps them.
   */
  copy(key: string): Promise<ObjectSnapshot>;
}

/** An object that changes, or a copy that is taken away, more often than this while it is fetched. */
const TRIES = 8;
const PAUSE_MS = 2;

/**
 * Copies below `copies/`, each named by key, tag and length, so that an object that was replaced has
 * another one. Who uses a copy holds a hard link of it below `leases/`, in a folder of its process:
 * removing the copy takes nothing from its readers, and what a killed process held is known.
 */
export function openCopyCache(options: CopyCacheOptions): CopyCache {
  const { source, clock, randomness, logger, metrics, place } = options;
  const copies = join(resolve(options.folder), 'copies');
  const leases = createStaging({
    folder: join(resolve(options.folder), 'leases'),
    owner: 'copy',
    randomness,
    clock,
  });
  const room = createRoom({ folder: copies, maxBytes: options.maxBytes, leases, metrics });
  const flights = new Map<string, Promise<ObjectSnapshot | undefined>>();
  const served = metrics.counter({
    name: 'assay_storage_copies_total',
    help: 'Local copies of objects handed out, by where they were: cached or fetched.',
    labels: ['outcome'],
  });

  const damaged = metrics.counter({
    name: 'assay_storage_copies_damaged_total',
    help: 'Local copies that had not the bytes of their object any more, and were fetched anew.',
  });
  const verified = createVerifiedCopies();

  const pathOf = (key: string, { etag, bytes }: StoredObject): string => {
    const identity = JSON.stringify([place, key, etag, bytes]);
    return join(copies, createHash('sha256').update(identity).digest('hex').slice(0, 40));
  };

  const snapshotOf = (path: string, object: StoredObject): ObjectSnapshot => ({
    path,
    bytes: object.bytes,
    tag: object.etag,
    ...(object.sha256 === undefined ? {} : { sha256: object.sha256 }),
    release: () => leases.discard(path),
  });

  /** A second name of the copy for one reader; undefined when there is no such copy, or a damaged one. */
  async function lease(
    path: string,
    key: string,
    object: StoredObject,
  ): Promise<ObjectSnapshot | undefined> {
    const own = await leases.path(stagingName(key));
    if ((await absentAs('absent', link(path, own))) === 'absent') {
      return undefined;
    }
    try {
      if (await verified.isSound(path, own, object, clock.nowNs())) {
        return snapshotOf(own, object);
      }
      await absentAs(undefined, unlink(path));
    } catch (error) {
      await leases.discard(own);
      throw error;
    }
    await leases.discard(own);
    if (object.sha256 !== undefined) {
      damaged.add(1);
      logger.warn('a local copy was not as its object: fetched anew', { key, copy: path });
    }
    return undefined;
  }

  /** Fetches the object, for its caller and the cache; undefined when it changed meanwhile. */
  async function fetchCopy(
    path: string,
    key: string,
    object: StoredObject,
  ): Promise<ObjectSnapshot | undefined> {
    await room.make(object.bytes);
    const own = await leases.path(stagingName(key));
    try {
      if (await download(source, key, object, own)) {
        await verified.remember(path, own, clock.nowNs());
        await makeWithParents(copies, hostDisk);
        await link(own, path).catch((error: unknown) => {
          // Another process fetched it too, the same bytes, or somebody removes the folder just now.
          if (!['EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '')) {
            throw error;
          }
        });
        return snapshotOf(own, object);
      }
    } catch (error) {
      await leases.discard(own);
      throw error;
    }
    await leases.discard(own);
    return undefined;
  }

  /** One fetch however many ask: the first has its copy, the others find it. */
  async function fetchOnce(
    path: string,
    key: string,
    object: StoredObject,
  ): Promise<ObjectSnapshot | undefined> {
    const flying = flights.get(path);
    if (flying !== undefined) {
      await flying;
      return undefined;
    }
    const flight = fetchCopy(path, key, object).finally(() => flights.delete(path));
    flights.set(path, flight);
    return flight;
  }

  async function copyOnce(key: string): Promise<ObjectSnapshot | undefined> {
    const object = await source.head(key);
    const path = pathOf(key, object);
    const held = await lease(path, key, object);
    if (held !== undefined) {
      served.add(1, { outcome: 'cached' });
      return held;
    }
    const fetched = await fetchOnce(path, key, object);
    if (fetched !== undefined) {
      served.add(1, { outcome: 'fetched' });
    }
    return fetched;
  }

  async function copy(key: string): Promise<ObjectSnapshot> {
    let cause: unknown;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      try {
        const copied = await copyOnce(key);
        if (copied !== undefined) {
          return copied;
        }
      } catch (error) {
        // Somebody removes folders of the cache, which anybody may at any time.
        if (!isTakenAway(error)) {
          throw error;
        }
        cause = error;
        await clock.sleep(tries * PAUSE_MS);
      }
    }
    const problem = `expected a copy within ${TRIES} tries, was changed or taken away each time`;
    throw new StorageError('UNAVAILABLE', `${key}: ${problem}: try again, or give more room`, {
      retryable: true,
      cause,
    });
  }

  return { copy };
}

function isTakenAway(error: unknown): boolean {
  const known = error instanceof StorageError ? error.cause : error;
  return errnoOf(known) === 'ENOENT';
}
