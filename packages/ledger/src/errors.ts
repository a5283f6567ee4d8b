/** Why the ledger could not do its work. */
export type LedgerErrorCode =
  /** Another writer has taken the shard over: this one stops and touches nothing any more. */
  | 'FENCED'
  /** A batch does not account for its whole range: nothing of it was written. */
  | 'COVERAGE'
  /** Creates stayed undecided too often: open a new session, which finds out and goes on. */
  | 'UNDECIDED'
  /** A name that the batch needs holds a file that is not the batch's. */
  | 'FOREIGN_FILE'
  /** Reading an unfinished batch's range again gave other files than its intent lists. */
  | 'DECODER_CHANGED'
  /** The event log no longer holds what an unfinished batch was made of. */
  | 'LOG_CHANGED'
  /** The event log ends before what was committed from it. */
  | 'LOG_REWOUND'
  /** The commit log contradicts itself: an entry is missing, or does not follow from those before. */
  | 'BROKEN_CHAIN'
  /** The commit log holds an entry that this release can read but not follow. */
  | 'UNSUPPORTED_ENTRY'
  /** The session is closed or has failed before. */
  | 'CLOSED';

/**
 * An error of this package. `retryable` says whether a new session (with a new writer identity) may
 * succeed without anybody changing anything.
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;
  readonly retryable: boolean;

  constructor(
    code: LedgerErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
