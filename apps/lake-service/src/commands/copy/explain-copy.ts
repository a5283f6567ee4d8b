import { BronzeError } from '@assay/bronze';
import { CommandFailure, explain, type CommandFailureCode } from '@assay/cli';

const AGAIN = 'run this again: what is there already is checked and left as it is';

/** What a person did that cannot be done, by the code of the error; its message has the next step. */
const CODES: Readonly<Record<string, CommandFailureCode>> = {
  BAD_REQUEST: 'BAD_INPUT',
  NOT_A_COPY: 'BAD_INPUT',
  MOVED: 'BAD_INPUT',
  NO_DATA: 'MISSING_DATA',
  BUSY: 'UNREACHABLE',
};

/**
 * Turns what copying throws into a failure with a next step; other errors stay as they are.
 *
 * @param wentOn of a lake that was moved: where it is now
 */
export function explainCopy(error: unknown, wentOn?: string): unknown {
  const code = error instanceof BronzeError ? CODES[error.code] : undefined;
  if (error instanceof BronzeError && code !== undefined) {
    // `expected …, was …: what to do`.
    const { message, retryable } = error;
    const cut = message.lastIndexOf(': ');
    const next = message.slice(cut + 2);
    const more = error.code === 'MOVED' && wentOn !== undefined ? `. ${wentOn}` : '';
    return new CommandFailure(code, `${message.slice(0, cut)}${more}`, {
      next,
      retryable,
      cause: error,
    });
  }
  if (isLedgerError(error) && error.code === 'REFUSED') {
    return new CommandFailure('UNREACHABLE', error.message, { next: AGAIN, cause: error });
  }
  if (isLedgerError(error) && error.code === 'SEALED') {
    const next = 'name the place that it was moved to by DATA_ROOT';
    return new CommandFailure('BAD_INPUT', error.message, { next, cause: error });
  }
  return explain(error, { goOn: AGAIN, logInUse: AGAIN, fenced: AGAIN });
}

function isLedgerError(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && error.name === 'LedgerError' && 'code' in error;
}
