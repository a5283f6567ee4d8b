import { StorageError } from '../errors.js';

/** Conditions that pass without anyone touching the data, and what to do about each. */
const ADVICE: Readonly<Record<string, { readonly advice: string; readonly retryable: boolean }>> = {
  ENOSPC: { advice: 'the disk is full: free space, then try again', retryable: true },
  EDQUOT: { advice: 'the quota is used up: free space, then try again', retryable: true },
  EMFILE: { advice: 'too many open files: raise "ulimit -n", then try again', retryable: true },
  ENFILE: { advice: 'the host has too many open files: try again', retryable: true },
  EAGAIN: { advice: 'the device is busy: try again', retryable: true },
  EBUSY: { advice: 'the device is busy: try again', retryable: true },
  EINTR: { advice: 'the call was interrupted: try again', retryable: true },
  ETIMEDOUT: { advice: 'the network file system does not answer: try again', retryable: true },
  ESTALE: { advice: 'the network file system lost the file: try again', retryable: true },
  EACCES: { advice: 'grant this user the permission', retryable: false },
  EPERM: { advice: 'grant this user the permission', retryable: false },
  EROFS: { advice: 'the file system is read-only: mount it writable', retryable: false },
  EIO: { advice: 'the device reports an error: check it before going on', retryable: false },
};

/** The errno name of a failed system call, such as `ENOENT`; undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) {
    return undefined;
  }
  return 'syscall' in error || error.code.startsWith('ERR_') ? error.code : undefined;
}

/**
 * A failed system call as a `StorageError`; `what` says what was being done, as in "reading a/b".
 * Any other error (a `StorageError`, what a failpoint threw, a mistake in the code) is given back
 * as it is.
 */
export function diskError(what: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || error instanceof StorageError) {
    return error;
  }
  if (errno === 'ENOENT') {
    return new StorageError('NOT_FOUND', `${what}: expected an object, was none`, { cause: error });
  }
  if (errno === 'ENOTDIR' || errno === 'EISDIR') {
    const message = `${what}: expected folders down to it, and no folder in its place, was otherwise`;
    return new StorageError('BAD_KEY', message, { cause: error });
  }
  const reason = (error as Error).message;
  const known = ADVICE[errno];
  return new StorageError(
    'UNAVAILABLE',
    `${what}: ${known === undefined ? reason : `${known.advice} (${reason})`}`,
    { cause: error, retryable: known?.retryable ?? false },
  );
}

/** What `act` gives, or `absent` where the file or folder is not there (any more). */
export async function absentAs<Value, Absent>(
  absent: Absent,
  act: Promise<Value>,
): Promise<Value | Absent> {
  try {
    return await act;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      return absent;
    }
    throw error;
  }
}
