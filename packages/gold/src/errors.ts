/** Why the Gold tier could not do its work. */
export type GoldErrorCode =
  /** Rows or a batch that an engine handed over contradict what is stored or themselves. */
  | 'BAD_BATCH'
  /** A payload that is no payload of `levels.signals`: the message names field, value, expectation. */
  | 'BAD_PAYLOAD'
  /** A state that a commit or an intent names is not in the lake, or not as it was written. */
  | 'STATE_CHANGED'
  /** A message's events are not all accounted for: nothing of its batch was published. */
  | 'COVERAGE'
  /** The writer is not running, or has failed: its cause says why. */
  | 'NOT_RUNNING'
  /** The lake stores this log under another shard's name, or the shard in another tier. */
  | 'STORED_ELSEWHERE'
  /** The event log was closed under a running writer. */
  | 'LOG_CLOSED'
  /** Files could not be built on the local disk: full, or not writable. */
  | 'STAGING'
  /** The store could not say whether an object was created. */
  | 'UNDECIDED'
  /** What was asked for was deleted by retention: a retire entry says so. */
  | 'RETIRED'
  /** Nothing is stored for what was asked. */
  | 'NO_DATA'
  /** The question itself cannot be answered: unknown dataset, bad date. */
  | 'BAD_REQUEST';

/** An error of this package. */
export class GoldError extends Error {
  override readonly name = 'GoldError';
  readonly code: GoldErrorCode;
  readonly retryable: boolean;

  constructor(
    code: GoldErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
