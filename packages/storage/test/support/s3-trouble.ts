import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { startS3FaultProxy, type S3FaultProxy } from '../../../../test-servers.mjs';
import type { ObjectStore, S3LakeLocation, S3StoreOptions } from '../../src/index.js';
import type { S3Scene } from './s3-lake.js';

/** S3 takes no smaller part but the last. */
export const PART = 5 * 1024 * 1024;

/** A lake that is reached through a proxy, and without it. */
export interface TroubledLake {
  readonly location: S3LakeLocation;
  readonly proxy: S3FaultProxy;
  /** Through the proxy. */
  readonly store: ObjectStore;
  /** Another writer, straight to the server. */
  readonly rival: ObjectStore;
}

/** A lake of this test alone behind a proxy that lets nothing go wrong yet. */
export async function troubledLake(
  scene: S3Scene,
  options: Partial<S3StoreOptions> = {},
): Promise<TroubledLake> {
  const proxy = await startS3FaultProxy({ target: scene.server.port });
  onTestFinished(() => proxy.close());
  const location = scene.freshLocation();
  const troubled = { ...location, endpoint: proxy.endpoint };
  return {
    location,
    proxy,
    store: await scene.open(troubled, { idleMs: 500, ...options }),
    rival: await scene.open(location),
  };
}

/** Uploads in parts that were neither completed nor aborted. */
export async function openUploads(location: S3LakeLocation): Promise<number> {
  const { endpoint, region, accessKeyId = '', secretAccessKey = '' } = location;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: location.bucket }),
  );
  client.destroy();
  return Uploads.filter(({ Key = '' }) => Key.startsWith(`${location.prefix}/`)).length;
}
