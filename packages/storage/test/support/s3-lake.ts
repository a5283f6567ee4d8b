import { afterAll, beforeAll } from 'vitest';
import { startS3Server, type S3Server } from '../../../../test-servers.mjs';
import { createS3Store } from '../../src/index.js';
import type { ObjectStore, S3LakeLocation, S3StoreOptions } from '../../src/index.js';
import { freshFolder } from '../scene.js';

/** A pace for tests: nothing here is worth a long wait. */
const QUICK = { attempts: 5, firstPauseMs: 2, longestPauseMs: 20 };

/** An S3 server for the tests of one `describe`, and lakes in it. */
export interface S3Scene {
  readonly server: S3Server;
  /** A lake of this test alone: a prefix in the server's bucket. */
  freshLocation(): S3LakeLocation;
  /** A store over a lake, with a cache of its own. */
  open(location: S3LakeLocation, options?: Partial<S3StoreOptions>): Promise<ObjectStore>;
}

/** Starts the server before the tests of this `describe` and ends it after them. */
export function useS3Server(software?: 'versitygw' | 'minio'): S3Scene {
  let server: S3Server | undefined;
  let lakes = 0;
  beforeAll(async () => {
    server = await startS3Server(software === undefined ? {} : { software });
  }, 60_000);
  afterAll(() => server?.close());

  const running = (): S3Server => {
    if (server === undefined) {
      throw new Error('expected a running S3 server, was none yet');
    }
    return server;
  };
  return {
    get server() {
      return running();
    },
    freshLocation: () => {
      lakes += 1;
      return locationOf(running(), `lakes/of test ${lakes}`);
    },
    open: async (location, options = {}) =>
      createS3Store({
        location,
        cacheFolder: await freshFolder(),
        cacheMaxBytes: 100_000_000,
        retry: QUICK,
        ...options,
      }),
  };
}

/** A lake in the bucket of a server. */
function locationOf(server: S3Server, prefix: string): S3LakeLocation {
  return {
    kind: 's3',
    bucket: server.buckets[0],
    prefix,
    endpoint: server.endpoint,
    region: server.region,
    accessKeyId: server.accessKey,
    secretAccessKey: server.secretKey,
  };
}
