import { StorageError } from '../errors.js';
import { lakeUri, type S3LakeLocation } from '../lake/lake-location.js';
import { assertKey, keyProblem, MAX_KEY_BYTES } from '../object-key.js';

/** How the objects of one lake are called, by its keys, by the bucket and in messages. */
export interface S3Place {
  /** `s3://bucket/prefix`. */
  readonly root: string;
  /** What every key in the bucket starts with: the prefix and its `/`, or nothing. */
  readonly keyRoot: string;
  /** The key in the bucket. `BAD_KEY` when it is none, or too long with the prefix. */
  wholeKey(key: string): string;
  /** An object as messages name it: `s3://bucket/prefix/key at http://host`; never a secret. */
  describe(key: string): string;
}

/** The place of a lake; `BAD_KEY` or `UNAVAILABLE` when nothing can be there. */
export function createPlace(location: S3LakeLocation): S3Place {
  const { bucket, prefix, accessKeyId, secretAccessKey } = location;
  if (bucket === '' || bucket.includes('/')) {
    throw wrong('a bucket', bucket, 'set S3_BUCKET, or DATA_ROOT=s3://bucket/prefix');
  }
  if (prefix !== '') {
    const problem = keyProblem(prefix);
    if (problem !== undefined) {
      throw new StorageError('BAD_KEY', `prefix of the lake ${JSON.stringify(prefix)}: ${problem}`);
    }
  }
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    const problem = 'expected an access key and a secret key, was one of them alone';
    throw new StorageError('ACCESS_DENIED', `${lakeUri(location)}: ${problem}: set both`);
  }
  const root = lakeUri(location);
  const keyRoot = prefix === '' ? '' : `${prefix}/`;
  const at = endpointText(location);

  return {
    root,
    keyRoot,
    wholeKey: (key) => {
      assertKey(key);
      const whole = `${keyRoot}${key}`;
      const bytes = Buffer.byteLength(whole, 'utf8');
      if (bytes > MAX_KEY_BYTES) {
        const problem = `expected at most ${MAX_KEY_BYTES} bytes with the lake's prefix`;
        throw new StorageError(
          'BAD_KEY',
          `object key ${JSON.stringify(key)}: ${problem}, was ${bytes}`,
        );
      }
      return whole;
    },
    describe: (key) => `${root}/${key}${at}`,
  };
}

/** ` at https://host:port`, without what an address may carry before the `@`; empty for AWS. */
function endpointText({ endpoint }: S3LakeLocation): string {
  if (endpoint === undefined) {
    return '';
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw wrong('an address such as https://host:port', '(another)', 'correct S3_ENDPOINT');
  }
  return ` at ${url.protocol}//${url.host}`;
}

function wrong(expected: string, was: string, advice: string): StorageError {
  const problem = `expected ${expected}, was ${JSON.stringify(was)}`;
  return new StorageError('UNAVAILABLE', `lake in S3: ${problem}: ${advice}`);
}
