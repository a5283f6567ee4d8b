export { StorageError, type StorageErrorCode } from './errors.js';
export {
  lakeStagingFolder,
  lakeUri,
  type LakeLocation,
  type LocalLakeLocation,
  type S3LakeLocation,
} from './lake/lake-location.js';
export { locationOfUri, type S3Access } from './lake/location-of-uri.js';
export { openObjectStore, type OpenObjectStoreOptions } from './lake/open-object-store.js';
export { hostDisk, type Disk } from './local/disk.js';
export { makeWithParents } from './local/durable-folders.js';
export {
  createLocalStore,
  localStagingFolder,
  type LocalStoreOptions,
} from './local/local-store.js';
export {
  assertKey,
  compareKeys,
  keyProblem,
  MAX_KEY_BYTES,
  MAX_PART_BYTES,
  STAGING_PREFIX,
} from './object-key.js';
export type {
  CreateOutcome,
  LocalCopy,
  ObjectHead,
  ObjectInfo,
  ObjectSnapshot,
  ObjectSource,
  ObjectStore,
  ReplaceOutcome,
} from './object-store.js';
export { probeConditionalCreate } from './s3/probe.js';
export { fileSha256 } from './s3/payload.js';
export { createS3Store, type S3StoreOptions } from './s3/s3-store.js';
export type { Clearance, ClearOptions } from './staging/clear-leftovers.js';
export { createStaging, type Staging, type StagingOptions } from './staging/staging.js';
