import { CommandFailure } from '../errors.js';
import type { ConfigOf } from './field.js';
import type { LoadedConfig } from './load-config.js';
import type { lakeConfigFields } from './lake-config.js';

/** Where a lake lives: what `openObjectStore` of `@assay/storage` takes. */
export type LakeLocation =
  | { readonly kind: 'local'; readonly root: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Without slashes at its ends; empty for the whole bucket. */
      readonly prefix: string;
      readonly endpoint?: string;
      readonly region?: string;
      readonly accessKeyId?: string;
      readonly secretAccessKey?: string;
    };

type LakeConfig = Pick<LoadedConfig<typeof lakeConfigFields>, 'values' | 'sources'>;
type S3Config = Pick<
  ConfigOf<typeof lakeConfigFields>,
  'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY' | 'S3_SECRET_KEY'
>;

const S3_URI = /^s3:\/\/([^/]+)\/*(.*?)\/*$/;

/**
 * Where the configured lake lives. `DATA_ROOT=s3://…` or `USE_S3` put it into S3; variables that
 * contradict one another are refused with `BAD_CONFIG`, all at once.
 */
export function lakeLocation({ values, sources }: LakeConfig): LakeLocation {
  const { DATA_ROOT, USE_S3, S3_BUCKET } = values;
  if (!USE_S3 && !isS3(DATA_ROOT)) {
    return { kind: 'local', root: DATA_ROOT };
  }
  const problems: string[] = [];
  const uri = S3_URI.exec(DATA_ROOT);
  if (isS3(DATA_ROOT) && uri === null) {
    problems.push(`DATA_ROOT: expected s3://bucket/prefix, was "${DATA_ROOT}"`);
  }
  if (!isS3(DATA_ROOT) && sources.DATA_ROOT !== 'default') {
    problems.push(
      `DATA_ROOT: expected s3://bucket/prefix or nothing beside USE_S3, was "${DATA_ROOT}"`,
    );
  }
  if (uri !== null && S3_BUCKET !== undefined && S3_BUCKET !== uri[1]) {
    problems.push(`S3_BUCKET: expected ${uri[1]}, as DATA_ROOT says, was "${S3_BUCKET}"`);
  }
  const bucket = uri?.[1] ?? S3_BUCKET;
  if (bucket === undefined && problems.length === 0) {
    problems.push('S3_BUCKET: expected the name of a bucket beside USE_S3, was none');
  }
  if ((values.S3_ACCESS_KEY === undefined) !== (values.S3_SECRET_KEY === undefined)) {
    problems.push('S3_ACCESS_KEY, S3_SECRET_KEY: expected both or neither, was one of them');
  }
  if (bucket === undefined || problems.length > 0) {
    throw new CommandFailure('BAD_CONFIG', problems.join('\n'), {
      next: 'give DATA_ROOT=s3://bucket/prefix, or USE_S3 and S3_BUCKET',
    });
  }
  return { kind: 's3', bucket, prefix: uri?.[2] ?? '', ...s3Access(values) };
}

/**
 * Another place for a lake, as a person names it behind an option: a folder, or `s3://bucket/prefix`
 * at the configured endpoint. Throws `BAD_INPUT` for another kind of URI.
 */
export function namedLocation(uri: string, config: S3Config): LakeLocation {
  const s3 = S3_URI.exec(uri);
  if (s3 !== null) {
    return { kind: 's3', bucket: s3[1], prefix: s3[2], ...s3Access(config) };
  }
  if (uri === '' || /^[a-z][a-z0-9+.-]+:/i.test(uri)) {
    throw new CommandFailure('BAD_INPUT', `expected a folder or s3://bucket/prefix, was "${uri}"`, {
      next: 'name a folder, or s3://bucket/prefix with the S3_ variables set',
    });
  }
  return { kind: 'local', root: uri };
}

function isS3(root: string): boolean {
  return root.startsWith('s3:');
}

/** Without keys the usual places of AWS are looked at: environment, profile, instance. */
function s3Access(config: S3Config) {
  const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY, S3_SECRET_KEY } = config;
  return {
    ...(S3_ENDPOINT === undefined ? {} : { endpoint: S3_ENDPOINT }),
    ...(S3_REGION === undefined ? {} : { region: S3_REGION }),
    ...(S3_ACCESS_KEY === undefined ? {} : { accessKeyId: S3_ACCESS_KEY }),
    ...(S3_SECRET_KEY === undefined ? {} : { secretAccessKey: S3_SECRET_KEY }),
  };
}
