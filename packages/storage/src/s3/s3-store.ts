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
import { openCopyCache } from '../cache/copy-cache.js';
import { StorageError } from '../errors.js';
import type { S3LakeLocation } from '../lake/lake-location.js';
import { diskError } from '../local/disk-error.js';
import { assertPrefix } from '../object-key.js';
import type { ObjectStore } from '../object-store.js';
import { connectS3 } from './client.js';
import { isFailure, mayPass, S3Failure } from './failure.js';
import { listObjects } from './list.js';
import { DEFAULT_MULTIPART, type MultipartOptions } from './multipart-upload.js';
import { createPace, DEFAULT_RETRY, type RetryOptions } from './pace.js';
import { createPlace } from './place.js';
import { readObject, readObjectRange } from './read.js';
import { createSdkService } from './sdk-service.js';
import { createWriter } from './writer.js';

/** Options of `createS3Store`. */
export interface S3StoreOptions {
  readonly location: S3LakeLocation;
  /** Local copies of objects are kept below it; shared by every process of the host. */
  readonly cacheFolder: string;
  /** Beyond so many bytes of copies those used longest ago go, unless they are in use. */
  readonly cacheMaxBytes: number;
  /** Paces what is tried again; default: the host's. */
  readonly clock?: Clock;
  /** Names what this store writes, and draws the pauses; default: the operating system's. */
  readonly randomness?: Randomness;
  /** Told of parts and copies that could not be removed, and of what the library says. */
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /**
   * Called between the durable steps: `storage.after-put`, `storage.after-upload-start`,
   * `storage.after-part`, `storage.after-complete`. What it throws leaves S3 as a crash would.
   */
  readonly failpoint?: Failpoint;
  readonly retry?: Partial<RetryOptions>;
  readonly multipart?: Partial<MultipartOptions>;
  /** A request whose connection is silent for so long counts as lost. Default: 30 s. */
  readonly idleMs?: number;
  /** Keys a page of a listing. Default, and at most: 1,000. */
  readonly pageKeys?: number;
}

const DEFAULT_IDLE_MS = 30_000;
/** The most that S3 gives. */
const DEFAULT_PAGE_KEYS = 1000;

/**
 * A lake in S3. Loads the library of AWS, and asks nothing of the service yet: `openObjectStore` also
 * proves that the service honours the condition of a create, without which two writers would both win.
 */
export async function createS3Store(options: S3StoreOptions): Promise<ObjectStore> {
  const { location, clock = systemClock, randomness = systemRandomness } = options;
  const { logger = nullLogger, metrics = nullMetrics, failpoint = noFailpoint } = options;
  const { idleMs = DEFAULT_IDLE_MS, pageKeys = DEFAULT_PAGE_KEYS } = options;
  const multipart = { ...DEFAULT_MULTIPART, ...options.multipart };
  const place = createPlace(location);
  const { root, keyRoot, wholeKey } = place;
  const service = createSdkService(await connectS3(location, { idleMs, logger }), pageKeys);
  const tools = { clock, randomness, logger, metrics };
  const pace = createPace({ ...DEFAULT_RETRY, ...options.retry }, tools);
  const writer = createWriter({ service, pace, place, failpoint, multipart, ...tools });

  async function attempt<Value>(doing: string, key: string, act: () => Promise<Value>) {
    try {
      return await act();
    } catch (error) {
      throw asStorageError(`${doing} ${place.describe(key)}`, error);
    }
  }
  async function head(key: string) {
    const whole = wholeKey(key);
    try {
      const { bytes, etag } = await pace.repeat(() => service.head(whole));
      return { key, bytes, tag: etag };
    } catch (error) {
      if (isFailure(error, 'absent')) {
        return undefined;
      }
      throw error;
    }
  }
  async function* list(prefix: string, after: string) {
    assertPrefix(prefix);
    try {
      yield* listObjects(service, pace, keyRoot, { prefix, after });
    } catch (error) {
      throw asStorageError(`listing ${place.describe(prefix)}`, error);
    }
  }

  const cache = openCopyCache({
    folder: options.cacheFolder,
    maxBytes: options.cacheMaxBytes,
    place: place.describe(''),
    source: {
      head: (key) => pace.repeat(() => service.head(key)),
      get: (key, range) => pace.repeat(() => service.get(key, range)),
    },
    ...tools,
  });

  return {
    root,
    createIfAbsent: (key, source) => attempt('creating', key, () => writer.create(key, source)),
    replace: (key, source) => attempt('replacing', key, () => writer.replace(key, source)),
    replaceIfSame: (key, source, tag) =>
      attempt('replacing', key, () => writer.replaceIfSame(key, source, tag)),
    read: (key) => attempt('reading', key, async () => readObject(service, pace, wholeKey(key))),
    readRange: (key, start, end) =>
      attempt('reading', key, async () =>
        readObjectRange(service, pace, wholeKey(key), start, end),
      ),
    head: (key) => attempt('looking for', key, () => head(key)),
    list: (prefix, { after = '' } = {}) => list(prefix, after),
    remove: (key) =>
      attempt('removing', key, async () => {
        const whole = wholeKey(key);
        await pace.repeat(() => service.remove(whole));
      }),
    localCopy: (key) => attempt('opening', key, async () => cache.copy(wholeKey(key))),
    snapshot: (key) => attempt('opening', key, async () => cache.copy(wholeKey(key))),
  };
}

function asStorageError(what: string, error: unknown): unknown {
  if (!(error instanceof S3Failure)) {
    return diskError(what, error);
  }
  return new StorageError(error.code, `${what}: ${error.message}`, {
    retryable: error.kind === 'given-up' || mayPass(error),
    cause: error.cause,
  });
}
