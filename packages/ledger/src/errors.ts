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
  /** Files built anew differ from those announced, and the session was given no `closeName`. */
  | 'DECODER_CHANGED'
  /** The event log was read to another end than was asked for: a new session asks it again. */
  | 'LOG_CHANGED'
  /** The event log holds other messages than when this session began: a new one opens an epoch. */
  | 'LINEAGE_CHANGED'
  /** The shard was moved, or another one follows it: nothing is written to it any more. */
  | 'SEALED'
  /** What was asked for needs a shard without an unfinished batch, or files that are committed. */
  | 'REFUSED'
  /** The commit log contradicts itself: an entry is missing, or does not follow from those before. */
  | 'BROKEN_CHAIN'
  /** The session is closed or has failed before. */
  | 'CLOSED'
  /** A committed file is no longer in the lake, nor where a seal says that it went. */
  | 'FILE_GONE'
  /** Files live at another place, which cannot be opened. */
  | 'PLACE_UNREACHABLE';

/**
 * An error of this package. `retryable` says whether the same call, of a writer a new session (with a new
 * identity), may succeed without anybody changing anything.
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
