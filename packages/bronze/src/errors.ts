/** Why the Bronze tier could not do its work. */
export type BronzeErrorCode =
  /** A message's events are not all accounted for: nothing of its batch was published. */
  | 'COVERAGE'
  /** The writer is not running, or has failed: its cause says why. */
  | 'NOT_RUNNING'
  /** Another process stores the shard. */
  | 'SHARD_TAKEN'
  /** The lake stores this log under another shard's name. */
  | 'STORED_ELSEWHERE'
  /** The event log was closed under a running writer. */
  | 'LOG_CLOSED'
  /** Files could not be built on the local disk: full, or not writable. */
  | 'STAGING'
  /** A committed file does not hold what was committed. */
  | 'FILE_CHANGED'
  /** What was asked for was deleted by retention: a retire entry says so. */
  | 'RETIRED'
  /** The lake was moved away: a seal names the place where it goes on. */
  | 'MOVED'
  /** Another process writes where a copy needs things to hold still. */
  | 'BUSY'
  /** A copy's destination holds another lake, or one that has gone on by itself. */
  | 'NOT_A_COPY'
  /** A row cannot be written as it is. */
  | 'BAD_ROW'
  /** Nothing is stored for what was asked. */
  | 'NO_DATA'
  /** The question itself cannot be answered: unknown dataset, both symbol and root, bad date. */
  | 'BAD_REQUEST';

/** An error of this package. */
export class BronzeError extends Error {
  override readonly name = 'BronzeError';
  readonly code: BronzeErrorCode;
  readonly retryable: boolean;

  constructor(
    code: BronzeErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
