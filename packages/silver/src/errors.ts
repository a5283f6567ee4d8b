/** Why the Silver tier could not do its work. */
export type SilverErrorCode =
  /** The request contradicts itself, or names what does not exist. */
  | 'BAD_REQUEST'
  /** Bronze holds nothing of what was to be compacted. */
  | 'NO_DATA'
  /** Hours asked for were not compacted: the message names the command that does it. */
  | 'NOT_COMPACTED'
  /** A Bronze file that an hour was made of is gone, and no log entry says why. */
  | 'INPUT_VANISHED'
  /** A Bronze file does not hold what its log committed. */
  | 'INPUT_CHANGED'
  /** Retention deleted what an hour was made of: it cannot be rebuilt. */
  | 'FROZEN'
  /** What was written is not the multiset that was to be written: nothing was published. */
  | 'NOT_ACCEPTED'
  /** Another compactor replaced the hour, or made its catalog entry, first. */
  | 'OVERTAKEN'
  /** An hour's file is none that a compaction recorded. */
  | 'FILE_CHANGED'
  /** An object of the catalog is not what this release reads. */
  | 'BAD_CATALOG'
  /** Hours failed while others were compacted: `CompactionFailed` lists both. */
  | 'COMPACTION_FAILED'
  /** A signal ended a call before all was done: `CompactionStopped` lists what was and what is left. */
  | 'STOPPED';

/** An error of this package. */
export class SilverError extends Error {
  override readonly name = 'SilverError';
  readonly code: SilverErrorCode;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;

  constructor(
    code: SilverErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
