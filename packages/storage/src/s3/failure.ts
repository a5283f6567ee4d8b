import type { StorageErrorCode } from '../errors.js';

/** What a failed request says of the object it was about. */
export type FailureKind =
  /** 412: the condition does not hold. */
  | 'taken'
  /** 409: another request about the same key is under way. */
  | 'conflict'
  /** 404: no such object, or no such upload. */
  | 'absent'
  /** 416: the range lies outside the object. */
  | 'bad-range'
  /** Certainly without effect, and may succeed later: slowed down, or never connected. */
  | 'not-done'
  /** It may have taken effect or not: no answer came, or one that does not say. */
  | 'unsure'
  /** Certainly without effect, and sent as often as it is: it may succeed much later. */
  | 'given-up'
  /** Does not succeed without somebody's help. */
  | 'refused';

/** A failed request to S3. Its `cause` is without what the request carried: nothing secret. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
  readonly kind: FailureKind;
  readonly code: StorageErrorCode;

  constructor(kind: FailureKind, code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
  }
}

/** Whether the same request may succeed when it is sent again. */
export function mayPass(error: unknown): error is S3Failure {
  return error instanceof S3Failure && ['not-done', 'unsure', 'conflict'].includes(error.kind);
}

/** Whether `error` is a failed request of this kind. */
export function isFailure(error: unknown, kind: FailureKind): error is S3Failure {
  return error instanceof S3Failure && error.kind === kind;
}
