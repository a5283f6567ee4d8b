import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';
import { StorageError } from '../errors.js';
import { createLocalStore } from '../local/local-store.js';
import type { ObjectStore } from '../object-store.js';
import { lakeUri, type LakeLocation } from './lake-location.js';

/** Options of `openObjectStore`. */
export interface OpenObjectStoreOptions {
  /** Local copies of objects in S3 are kept below it; shared by every process of the host. */
  readonly cacheFolder: string;
  /** Beyond so many bytes of copies those used longest ago go, unless they are in use. */
  readonly cacheMaxBytes: number;
  /** Paces what is tried again; default: the host's. */
  readonly clock?: Clock;
  /** Default: the operating system's. */
  readonly randomness?: Randomness;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly failpoint?: Failpoint;
}

/**
 * Opens the objects of a lake. In S3 it first proves that the server honours the condition of a
 * create; one that ignores it is refused with `UNSUPPORTED`, since two writers would both win.
 */
export async function openObjectStore(
  location: LakeLocation,
  options: OpenObjectStoreOptions,
): Promise<ObjectStore> {
  const { failpoint, logger, randomness } = options;
  if (location.kind === 'local') {
    return createLocalStore({
      root: location.root,
      ...(failpoint === undefined ? {} : { failpoint }),
      ...(logger === undefined ? {} : { logger }),
      ...(randomness === undefined ? {} : { randomness }),
    });
  }
  const problem = 'expected a lake in a local folder, was in S3';
  throw new StorageError('UNSUPPORTED', `${lakeUri(location)}: ${problem}`);
}
