export { BronzeError, type BronzeErrorCode } from './errors.js';
export { BRONZE_FORMAT, decodeFingerprint } from './fingerprints.js';
export { createPlaces, type OpenPlace, type Places } from './places.js';
export type { ReadRequest } from './reader/read-request.js';
export {
  createBronzeReader,
  type BronzeReader,
  type BronzeReaderOptions,
} from './reader/reader.js';
export { createBronzeWriter, type BronzeStatus, type BronzeWriter } from './writer.js';
export {
  BACKFILL_LIMITS,
  DEFAULT_LIMITS,
  type BatchLimits,
  type BronzeWriterOptions,
} from './writer-options.js';
