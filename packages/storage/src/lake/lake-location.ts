import { join, resolve } from 'node:path';
import { localStagingFolder } from '../local/local-store.js';

/** A lake in a folder of this machine, or of a file system mounted here. */
export interface LocalLakeLocation {
  readonly kind: 'local';
  readonly root: string;
}

/** A lake in an S3 bucket. */
export interface S3LakeLocation {
  readonly kind: 's3';
  readonly bucket: string;
  /** What the key of every object of the lake starts with, without slashes around it; `''`: none. */
  readonly prefix: string;
  /** The server's address where it is not AWS, such as `http://127.0.0.1:9000`. */
  readonly endpoint?: string;
  /** Default: what the environment says as AWS's own programs read it, else `us-east-1`. */
  readonly region?: string;
  /** Default: what the environment gives as AWS's own programs look for it. Both or neither. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
}

/** Where a lake is, and how one gets in. */
export type LakeLocation = LocalLakeLocation | S3LakeLocation;

/** The place as a person would write it, without secrets: a folder, or `s3://bucket/prefix`. */
export function lakeUri(location: LakeLocation): string {
  if (location.kind === 'local') {
    return resolve(location.root);
  }
  const prefix = location.prefix === '' ? '' : `/${location.prefix}`;
  return `s3://${location.bucket}${prefix}`;
}

/**
 * The folder shared by all who build files for a lake: of a local lake its own, so that publishing
 * is a link; of a lake in S3 one under the cache.
 */
export function lakeStagingFolder(location: LakeLocation, cacheFolder: string): string {
  return location.kind === 'local'
    ? localStagingFolder(location.root)
    : join(resolve(cacheFolder), 'staging');
}
