/** Why replay refused. */
export type ReplayErrorCode =
  /** Options that contradict each other, or a dataset that is not stored so. */
  | 'BAD_REQUEST'
  /**
   * The log is not the one any more that positions count in: it was made anew, or lost its tail. Once
   * Bronze has opened its next epoch, a new start goes on from what Bronze stored.
   */
  | 'LINEAGE_CHANGED'
  /** The log let go of messages while they were to be read: a new start reads them from Bronze. */
  | 'LOG_BEHIND'
  /** The event log was closed by somebody else. */
  | 'LOG_CLOSED'
  /** What a Gold commit holds to go on from cannot be read. */
  | 'BAD_STATE'
  /** Files that hold what is asked for were deleted by retention. */
  | 'RETIRED';

const RETRYABLE: ReadonlySet<ReplayErrorCode> = new Set(['LINEAGE_CHANGED', 'LOG_BEHIND']);

/** An error of this package. `retryable`: a new start may succeed. */
export class ReplayError extends Error {
  readonly code: ReplayErrorCode;
  readonly retryable: boolean;

  constructor(code: ReplayErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'ReplayError';
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}
