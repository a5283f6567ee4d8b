/** What whoever keeps a shard stored does once its writer has failed. */
export type NextMove =
  /** Another writer has the shard: wait until it ends. Claiming at once would fence it in turn. */
  | 'stand-by'
  /** The log is not what it was, and a new session says so in a new epoch: at once. */
  | 'begin-anew'
  /** What failed passes by itself: again, after a pause. */
  | 'again'
  /** Somebody has to mend something first. */
  | 'end';

/** What the errors of the lake's packages have in common. */
interface PackageError extends Error {
  readonly code: string;
  readonly retryable: boolean;
}

/** The log was replaced by another, or lost what it had delivered. */
const OTHER_LOG: ReadonlySet<string> = new Set(['LINEAGE_CHANGED', 'LOG_REPLACED', 'LOG_REWOUND']);

/** The move after this error. Errors that no package of the lake threw are faults, and end it. */
export function afterFailure(error: unknown): NextMove {
  if (!isPackageError(error)) {
    return 'end';
  }
  const { name, code, retryable } = error;
  if (name === 'LedgerError' && code === 'FENCED') {
    return 'stand-by';
  }
  if (OTHER_LOG.has(code)) {
    return 'begin-anew';
  }
  // A stream that somebody deleted may be made again, and other shards have nothing to do with it.
  return retryable || code === 'LOG_DELETED' ? 'again' : 'end';
}

function isPackageError(error: unknown): error is PackageError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'retryable' in error &&
    typeof error.retryable === 'boolean'
  );
}
