export type { PositionRange } from './commit-queue.js';
export { WalError, type WalErrorCode } from './errors.js';
export { nodeFiles } from './files/node-files.js';
export type { WalFile, WalFiles } from './files/wal-files.js';
export {
  DEFAULT_WAL_OPTIONS,
  openWalFolder,
  type WalFolder,
  type WalFolderOptions,
} from './folder.js';
export {
  MAX_HEADERS_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_SUBJECT_LENGTH,
  type WalInput,
  type WalMessage,
} from './message.js';
export type { WalReadOptions } from './read-sequence.js';
export type { TornTail } from './recover-sequence.js';
export type { WalSequence, WalState } from './sequence.js';
