import { BronzeError } from '@assay/bronze';
import { BusError } from '@assay/bus';
import { CommandFailure } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { QueryError } from '@assay/query';
import { StorageError } from '@assay/storage';

const START_AGAIN =
  'mend what it names, then start again: what was acknowledged and is not stored yet is in the log';

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown): unknown {
  if (error instanceof BronzeError && error.code === 'NOT_RUNNING' && error.cause !== undefined) {
    return explain(error.cause);
  }
  if (error instanceof BusError && error.code === 'LOCKED') {
    return unreachable(
      error,
      'stop the other process, send to it over HTTP, or choose another WAL_ROOT',
    );
  }
  if (
    error instanceof BusError ||
    error instanceof StorageError ||
    error instanceof BronzeError ||
    error instanceof QueryError
  ) {
    return unreachable(error, START_AGAIN);
  }
  if (error instanceof LedgerError && error.code === 'FENCED') {
    return unreachable(error, 'let one service alone write this lake: stop the other one');
  }
  if (error instanceof LedgerError) {
    return error.retryable
      ? unreachable(error, 'start again')
      : new CommandFailure('MISSING_DATA', error.message, { cause: error });
  }
  return error;
}

function unreachable(error: Error & { readonly retryable: boolean }, next: string): CommandFailure {
  const { message, retryable, cause } = error;
  return new CommandFailure('UNREACHABLE', message, { next, retryable, cause: cause ?? error });
}
