import { StorageError } from '../errors.js';
import type { LakeLocation, S3LakeLocation } from './lake-location.js';

/** How one gets into S3: where the server is and the keys, all of them optional. */
export type S3Access = Pick<
  S3LakeLocation,
  'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'
>;

const S3_URI = /^s3:\/\/([^/]+)\/*(.*?)\/*$/;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/**
 * The lake at a URI, as seals and `ObjectStore.root` name it: a folder, or `s3://bucket/prefix`, which
 * is entered with `access`. Throws `UNSUPPORTED` for any other.
 */
export function locationOfUri(uri: string, access: S3Access = {}): LakeLocation {
  const s3 = S3_URI.exec(uri);
  if (s3 !== null) {
    return { ...access, kind: 's3', bucket: s3[1], prefix: s3[2] };
  }
  if (uri === '' || ANY_SCHEME.test(uri)) {
    throw new StorageError(
      'UNSUPPORTED',
      `expected a folder or s3://bucket/prefix, was "${uri}": name the lake in one of these ways`,
    );
  }
  return { kind: 'local', root: uri };
}
