import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';
import { createLocalStore } from '../local/local-store.js';
import type { ObjectStore } from '../object-store.js';
import { probeConditionalCreate } from '../s3/probe.js';
import { createS3Store } from '../s3/s3-store.js';
import type { LakeLocation } from './lake-location.js';
import { onlyRead } from './only-read.js';

/** Options of `openObjectStore`. */
export interface OpenObjectStoreOptions {
  /**
   * Local copies of objects in S3 are kept below it, and snapshots of a local lake that cannot be links in
   * it; shared by every process of the host.
   */
  readonly cacheFolder: string;
  /** Beyond so many bytes of copies those used longest ago go, unless they are in use. */
  readonly cacheMaxBytes: number;
  /**
   * The lake is read and nothing else: nothing has to be proved, so that the right to read is enough, and
   * no name is made in it (a snapshot is a link or a copy below `cacheFolder`).
   * Default: false.
   */
  readonly onlyRead?: boolean;
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
  const store =
    location.kind === 'local'
      ? createLocalStore({
          ...options,
          root: location.root,
          snapshotsInLake: options.onlyRead !== true,
        })
      : await createS3Store({ ...options, location });
  if (options.onlyRead === true) {
    return onlyRead(store);
  }
  if (location.kind === 's3') {
    await probeConditionalCreate(store, options.randomness);
  }
  return store;
}
