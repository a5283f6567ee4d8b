/** An error of this package. `retryable` says whether the same call may succeed later. */
export class BusError extends Error {
  name = 'BusError';
  code;
  retryable;
  /** With `SEQUENCE_GONE`: the first sequence that can still be read. */
  firstSequence;
  constructor(code, message, options = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? (code === 'BACK_PRESSURE' || code === 'LOG_FULL');
    this.firstSequence = options.firstSequence;
  }
}
//# sourceMappingURL=errors.js.map
