/** Why the write-ahead log refused. */
export type WalErrorCode =
  /** Another process owns the folder, or may still own it. */
  | 'LOCKED'
  /** The folder's lock is no longer this process's own: another one took it over. */
  | 'LOCK_LOST'
  /** The folder is not one this release can open: a file of it is missing, unreadable or foreign. */
  | 'BAD_FOLDER'
  /** Bytes that were once durable no longer read back. */
  | 'CORRUPT_SEGMENT'
  /** Positions are missing between two segments. */
  | 'SEGMENT_GAP'
  /** The position was released and its segment is gone; `firstKept` is the first one still here. */
  | 'POSITION_DELETED'
  /** The position lies beyond the last durable one. */
  | 'POSITION_AHEAD'
  /** No reader of this name is registered. */
  | 'UNKNOWN_READER'
  /** The message cannot be stored as it is: an empty subject, a header that is no text. */
  | 'BAD_MESSAGE'
  | 'MESSAGE_TOO_LARGE'
  /** Too many bytes wait for the disk. Nothing was stored; the same call may succeed soon. */
  | 'BACK_PRESSURE'
  /** Writing failed: it is not known whether this message will be there after a reopen. */
  | 'WRITE_FAILED'
  /** The system could not open or read a segment; nothing shows that it is damaged. */
  | 'READ_FAILED'
  /** An earlier write failed: nothing is accepted until the log is opened again. */
  | 'LOG_FAILED'
  | 'CLOSED';

/** An error of this package. `retryable` says whether the same call may succeed later. */
export class WalError extends Error {
  override readonly name = 'WalError';
  readonly code: WalErrorCode;
  readonly retryable: boolean;
  /** With `POSITION_DELETED`: the first position that can still be read. */
  readonly firstKept: bigint | undefined;

  constructor(
    code: WalErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly firstKept?: bigint } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = code === 'BACK_PRESSURE' || code === 'READ_FAILED';
    this.firstKept = options.firstKept;
  }
}
