import { BronzeError } from '@assay/bronze';
import { BusError } from '@assay/bus';
import { CommandFailure } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { QueryError } from '@assay/query';
import { SchemaError } from '@assay/schemas';
import { StorageError } from '@assay/storage';

const START_AGAIN =
  'mend what it names, then start again: what was acknowledged and is not stored yet is in the log';

const AS_IT_SAYS =
  'bring back what it names from a copy of the lake, or of the log, then start again';

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
    const next = 'stop the other service on this lake, then start this one again: it goes on';
    return unreachable(error, next);
  }
  if (error instanceof LedgerError) {
    return error.retryable
      ? unreachable(error, 'start again')
      : new CommandFailure('MISSING_DATA', error.message, { next: AS_IT_SAYS, cause: error });
  }
  // Read from the lake, a record that is none was damaged there.
  if (error instanceof SchemaError && error.code === 'BAD_RECORD') {
    return new CommandFailure('MISSING_DATA', error.message, { next: AS_IT_SAYS, cause: error });
  }
  return error;
}

function unreachable(error: Error & { readonly retryable: boolean }, next: string): CommandFailure {
  const { message, retryable, cause } = error;
  return new CommandFailure('UNREACHABLE', message, { next, retryable, cause: cause ?? error });
}
