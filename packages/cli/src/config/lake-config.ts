import { configField, optionalField } from './field.js';
import { natsConfigFields } from './nats-config.js';
import { byteSize, duration, flag, names, seconds, text, url, wholeNumber } from './value-kind.js';

const folder = text('a folder');

/**
 * The variables that every program of the lake shares. Each program adds its own beside them, so
 * that one `assay.yaml` serves all.
 */
export const lakeConfigFields = {
  DATA_ROOT: configField(text('a local folder or s3://bucket/prefix'), {
    default: 'data/lake',
    description: 'Where the lake lives: a local folder or s3://bucket/prefix.',
    ownFolder: true,
  }),
  USE_S3: configField(flag(), {
    default: 'false',
    description: 'Keep the lake in S3; DATA_ROOT=s3://… alone also switches it on.',
  }),
  S3_ENDPOINT: optionalField(url(['http:', 'https:']), {
    description: 'The S3 endpoint, such as that of MinIO; unset means AWS.',
  }),
  S3_BUCKET: optionalField(text('the name of a bucket'), {
    description: 'The bucket, where DATA_ROOT does not name it.',
  }),
  S3_ACCESS_KEY: optionalField(text('an access key id'), {
    description: 'The access key id for S3.',
    secret: true,
  }),
  S3_SECRET_KEY: optionalField(text('a secret key'), {
    description: 'The secret key for S3.',
    secret: true,
  }),
  S3_REGION: optionalField(text('the name of a region'), {
    description: 'The region of the bucket.',
  }),
  ...natsConfigFields,
  WAL_ROOT: configField(folder, {
    default: 'data/wal',
    description: 'The folder of the embedded log.',
    ownFolder: true,
  }),
  WAL_SEGMENT_SIZE_MB: configField(wholeNumber(1, 65_536), {
    default: '256',
    description: 'A segment of the embedded log is closed at so many MB.',
  }),
  BRONZE_MAX_EVENTS: configField(wholeNumber(1), {
    default: '1000',
    description: 'A Bronze batch closes at so many events …',
  }),
  BRONZE_MAX_SECONDS: configField(seconds(), {
    default: '5',
    description: '… or when its first event is so many seconds old …',
    formerName: 'FLUSH_INTERVAL_SEC',
  }),
  BRONZE_MAX_BYTES: configField(byteSize(), {
    default: '128MiB',
    description: '… or at so many bytes, whichever comes first.',
  }),
  BRONZE_MIN_ROWS_PER_FILE: configField(wholeNumber(1), {
    default: '16',
    description: 'A batch over more than 64 files fills on until they average so many rows …',
  }),
  BRONZE_MAX_SPREAD_SECONDS: configField(seconds(), {
    default: '60',
    description: '… or until its first event is so many seconds old.',
  }),
  BRONZE_SHARDS: optionalField(names(), {
    description:
      'The shards that this service stores: streams, such as MARKET_STOCKS,MARKET_OPTIONS; unset means all ' +
      'of them. With the embedded log: the one name of its shard, instead of market.',
  }),
  SILVER_THREADS: optionalField(wholeNumber(1, 256), {
    description:
      'The cores that compacting and reading Silver use; unset means all of them. The bytes of Silver do ' +
      'not depend on it.',
  }),
  SILVER_MEMORY: configField(byteSize(256), {
    default: '1GiB',
    description:
      'What compacting and reading Silver may use of memory, all threads together; an engine an hour, as many as ' +
      'have 256 MiB each.',
  }),
  SILVER_TOLERANCE: configField(duration(24), {
    default: '10s',
    description: 'Option prints are joined to the greeks known at most so long before them.',
  }),
  GOLD_MAX_EVENTS: configField(wholeNumber(1), {
    default: '500',
    description: 'A Gold batch closes at so many rows …',
  }),
  GOLD_MAX_SECONDS: configField(seconds(), {
    default: '10',
    description: '… or when its first row is so many seconds old.',
  }),
  CACHE_ROOT: configField(folder, {
    default: 'data/cache',
    description: 'The folder of local copies of S3 objects, and of staging for S3.',
    ownFolder: true,
  }),
  CACHE_MAX_BYTES: configField(byteSize(), {
    default: '10GiB',
    description: 'Local copies of S3 objects are kept below this size.',
  }),
  HTTP_PORT: configField(wholeNumber(0, 65_535), {
    default: '8080',
    description: 'The port of health, metrics, ingest and console; 0 takes a free one.',
  }),
  HTTP_HOST: configField(text('a host name or an address'), {
    default: '127.0.0.1',
    description: 'The address that port is bound to.',
  }),
};
