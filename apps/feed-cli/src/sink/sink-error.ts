/** The receiver of events cannot be reached, or refuses them. */
export class SinkError extends Error {
  override readonly name = 'SinkError';
  readonly retryable = true;
}
