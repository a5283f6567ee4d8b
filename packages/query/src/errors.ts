/** Why a query could not answer. */
export type QueryErrorCode =
  /** The engine refused or failed: the message holds its words. */
  | 'ENGINE'
  /** A file holds columns of another kind than its dataset declares. */
  | 'SCHEMA_MISMATCH'
  /** A parsed batch does not hold the rows that were framed. */
  | 'ROWS_LOST'
  /** The asked columns, range or dataset do not exist. */
  | 'BAD_REQUEST'
  /** A shared engine or a pool of engines was used after it was closed. */
  | 'NOT_RUNNING';

/** An error of this package. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code: QueryErrorCode;
  readonly retryable: boolean;

  constructor(
    code: QueryErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
