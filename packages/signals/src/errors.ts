/**
 * `BAD_CONFIG`: a setting is no setting. `BAD_EVENT`: rows that no dataset has. `BAD_STATE`: bytes that are
 * no state of this engine. `BAD_CALL`: calls in an order that makes no sense, such as an instant before the last one.
 */
export type SignalsErrorCode = 'BAD_CONFIG' | 'BAD_EVENT' | 'BAD_STATE' | 'BAD_CALL';

/** What the level engine refuses. The same call fails again: nothing of it is retryable. */
export class SignalsError extends Error {
  readonly code: SignalsErrorCode;
  readonly retryable = false;

  constructor(code: SignalsErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'SignalsError';
    this.code = code;
  }
}
