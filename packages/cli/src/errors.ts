/** Why a command could not do its work. Exit code 2, each of them. */
export type CommandFailureCode =
  /** The command line is not one this program knows. */
  | 'BAD_USAGE'
  /** Configuration values do not fit; every problem is listed at once. */
  | 'BAD_CONFIG'
  /** A file, an argument or a value given to the command is not what it takes. */
  | 'BAD_INPUT'
  /** What was asked for is not there. */
  | 'MISSING_DATA'
  /** A service, a disk or a folder's owner does not let us in, or does not answer. */
  | 'UNREACHABLE'
  /** The result could not be written to standard output. */
  | 'OUTPUT_FAILED';

/** Options of `CommandFailure`. */
export interface CommandFailureOptions {
  /** What the person can do now, as an imperative sentence. */
  readonly next?: string;
  /** More for machines; with `--json` it is part of the error. */
  readonly details?: unknown;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The command could not run: exit code 2, and no stack trace, for it is not a mistake in the code.
 */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: CommandFailureCode;
  readonly next: string | undefined;
  readonly details: unknown;
  readonly retryable: boolean;

  constructor(code: CommandFailureCode, message: string, options: CommandFailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.next = options.next;
    this.details = options.details;
    this.retryable = options.retryable ?? false;
  }
}

/**
 * The command ran, and the answer is no (a violation, a mismatch, a failed validation): exit code
 * 1. `result` is what `--json` prints, as for an answer of yes.
 */
export class AnswerIsNo extends Error {
  override readonly name = 'AnswerIsNo';
  readonly result: object;

  constructor(message: string, result: object) {
    super(message);
    this.result = result;
  }
}
