import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  createLocalStore,
  createS3Store,
  hostDisk,
  lakeStagingFolder,
  type LakeLocation,
  type ObjectStore,
  type S3LakeLocation,
} from '@assay/storage';
import { systemClock, type Failpoint } from '@assay/telemetry';
import { afterAll, beforeAll, describe } from 'vitest';
import { isSkipped, startS3FaultProxy, startS3Server } from '../../../../test-servers.mjs';
import type { S3Fault, S3FaultProxy, S3Server } from '../../../../test-servers.mjs';

/** How a test opens a lake. */
export interface OpenLake {
  readonly failpoint?: Failpoint;
  /** In S3: one request in six or so goes wrong in some way. */
  readonly troubled?: boolean;
  /** On local disk: without syncing, which nothing depends on within one process. */
  readonly unsynced?: boolean;
}

/** An empty lake of one test, on local disk or in S3. */
export interface TestLake {
  readonly location: LakeLocation;
  readonly stagingFolder: string;
  /** The failpoints that its store passes. */
  readonly failpoints: readonly string[];
  open(options?: OpenLake): Promise<ObjectStore>;
  /** A folder with the objects as they are now, for who knows nothing of stores. */
  asFolder(): Promise<string>;
}

/** Makes the lake of a test that keeps its other files in `folder`. */
export type LakeMaker = (folder: string) => TestLake;

export const localLake: LakeMaker = (folder) => {
  const root = join(folder, 'lake');
  const location = { kind: 'local', root } as const;
  return {
    location,
    stagingFolder: lakeStagingFolder(location, folder),
    failpoints: ['storage.after-staging-write', 'storage.after-link', 'storage.after-unlink'],
    open: async ({ failpoint, unsynced = false } = {}) => {
      const disk = {
        ...hostDisk,
        syncFile: async () => undefined,
        syncFolder: async () => undefined,
      };
      const unsafe = unsynced ? { disk } : {};
      return createLocalStore({
        root,
        ...unsafe,
        ...(failpoint === undefined ? {} : { failpoint }),
      });
    },
    asFolder: async () => root,
  };
};

const TROUBLES: readonly S3Fault[] = [
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'answer', status: 500, when: 'after' },
  { kind: 'answer', status: 503, when: 'before' },
  { kind: 'answer', status: 409, when: 'before' },
  { kind: 'answer', status: 412, when: 'after' },
];
/** Nothing here is worth a long wait. */
const RETRY = { attempts: 8, firstPauseMs: 1, longestPauseMs: 20 };
/** Files of more than this go in parts, of which they have but one: the last may be small. */
const IN_PARTS_ABOVE_BYTES = 6_000;

/** Lakes in the bucket of one S3 server, which runs while the tests of this `describe` do. */
function useS3Lakes(): LakeMaker {
  let server: S3Server;
  let proxy: S3FaultProxy;
  let lakes = 0;
  beforeAll(async () => {
    server = await startS3Server();
    const rules = TROUBLES.map((fault) => ({ fault, probability: 0.03 }));
    // A 412 or 409 is no answer to a question.
    const writing = rules.map((rule, index) =>
      index < 4 ? rule : { ...rule, operation: ['create', 'complete'] as const },
    );
    proxy = await startS3FaultProxy({ target: server.port, rules: writing });
  }, 60_000);
  afterAll(async () => {
    await proxy?.close();
    await server?.close();
  });
  return (folder) => {
    lakes += 1;
    return s3Lake(folder, `lake-${lakes}`, server, proxy);
  };
}

function s3Lake(folder: string, prefix: string, server: S3Server, proxy: S3FaultProxy): TestLake {
  const location: S3LakeLocation = {
    kind: 's3',
    bucket: server.buckets[0],
    prefix,
    endpoint: server.endpoint,
    region: server.region,
    accessKeyId: server.accessKey,
    secretAccessKey: server.secretKey,
  };
  const cacheFolder = join(folder, 'cache');
  const open = async ({ failpoint, troubled = false }: OpenLake = {}) =>
    createS3Store({
      location: troubled ? { ...location, endpoint: proxy.endpoint } : location,
      cacheFolder,
      cacheMaxBytes: 1_000_000_000,
      retry: RETRY,
      multipart: { aboveBytes: IN_PARTS_ABOVE_BYTES },
      clock: systemClock,
      ...(failpoint === undefined ? {} : { failpoint }),
    });
  return {
    location,
    stagingFolder: lakeStagingFolder(location, cacheFolder),
    failpoints: [
      'storage.after-put',
      'storage.after-upload-start',
      'storage.after-part',
      'storage.after-complete',
    ],
    open,
    asFolder: async () => {
      const mirror = join(folder, 'mirror');
      await rm(mirror, { recursive: true, force: true });
      await mirrorObjects(await open(), mirror);
      return mirror;
    },
  };
}

async function mirrorObjects(store: ObjectStore, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for await (const { key } of store.list('')) {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await store.read(key));
  }
}

/** Runs tests over lakes on local disk and over lakes in S3; those may be left to the long run. */
export function describeOnBothStores(
  name: string,
  options: { readonly s3: 'usual' | 'long' },
  tests: (makeLake: LakeMaker) => void,
): void {
  describe(`${name}, on local disk`, () => tests(localLake));
  const isLong = process.env['ASSAY_LONG'] === '1';
  if (options.s3 === 'usual') {
    describe.skipIf(isSkipped('s3'))(`${name}, in S3 [needs s3]`, () => tests(useS3Lakes()));
  } else {
    describe.skipIf(!isLong || isSkipped('s3'))(`${name}, in S3 [long] [needs s3]`, () =>
      tests(useS3Lakes()),
    );
  }
}
