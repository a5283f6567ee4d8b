import { WalError } from '@assay/wal';
import { BusError } from './errors.js';
const CODES = {
  LOCKED: 'LOCKED',
  LOCK_LOST: 'LOCKED',
  BAD_FOLDER: 'UNAVAILABLE',
  CORRUPT_SEGMENT: 'CORRUPT',
  SEGMENT_GAP: 'CORRUPT',
  POSITION_DELETED: 'SEQUENCE_GONE',
  POSITION_AHEAD: 'SEQUENCE_AHEAD',
  UNKNOWN_READER: 'UNKNOWN_READER',
  BAD_MESSAGE: 'BAD_MESSAGE',
  MESSAGE_TOO_LARGE: 'MESSAGE_TOO_LARGE',
  BACK_PRESSURE: 'BACK_PRESSURE',
  WRITE_FAILED: 'UNDECIDED',
  READ_FAILED: 'UNAVAILABLE',
  LOG_FAILED: 'UNAVAILABLE',
  CLOSED: 'CLOSED',
};
/** An error of the write-ahead log in the words of the port; any other error as it is. */
export function toBusError(error) {
  if (!(error instanceof WalError)) return error;
  return new BusError(CODES[error.code], error.message, {
    cause: error,
    retryable: error.retryable,
    firstSequence: error.firstKept,
  });
}
/** Rejects with the port's errors. For a handler of `catch`. */
export function rejectAsBusError(error) {
  throw toBusError(error);
}
//# sourceMappingURL=wal-errors.js.map
