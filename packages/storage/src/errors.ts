/** Why a storage operation failed. */
export type StorageErrorCode =
  /** No object has this key. */
  | 'NOT_FOUND'
  /** The key is not a valid object key (empty part, `..`, leading slash, too long). */
  | 'BAD_KEY'
  /** The range asked for is not inside the object. */
  | 'BAD_RANGE'
  /** It cannot be known whether the operation took effect: read back before trying again. */
  | 'UNDECIDED'
  /** The device or service refused: full disk, unreachable endpoint, too many requests. */
  | 'UNAVAILABLE'
  /** The service knows these credentials not, or not for this. */
  | 'ACCESS_DENIED'
  /** There is no such bucket. */
  | 'NO_BUCKET'
  /** The service lacks what a lake stands on, such as the condition of a create. */
  | 'UNSUPPORTED';

/** An error of this package. `retryable` says whether the same call may succeed later. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  readonly retryable: boolean;

  constructor(
    code: StorageErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
