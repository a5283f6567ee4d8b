/** Why something is not in the vocabulary. */
export type SchemaErrorCode =
  /** A dataset's declaration contradicts itself or another one. */
  | 'BAD_DECLARATION'
  /** No dataset has this id, name or path. */
  | 'UNKNOWN_DATASET'
  /** A value does not fit its column. */
  | 'BAD_VALUE'
  /** A value cannot name a folder, or a path is not one that Assay writes. */
  | 'BAD_PATH'
  /** A record of the lake (a log entry, a checkpoint) is not of a form this release knows. */
  | 'BAD_RECORD';

/** An error of this package. Nothing here is worth retrying: the input has to change. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code: SchemaErrorCode;
  readonly retryable = false;

  constructor(code: SchemaErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
