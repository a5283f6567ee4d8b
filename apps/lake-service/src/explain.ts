import { BronzeError } from '@assay/bronze';
import { BusError } from '@assay/bus';
import { CommandFailure } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { StorageError } from '@assay/storage';

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown): unknown {
  if (error instanceof BronzeError && error.cause !== undefined) {
    return explain(error.cause);
  }
  if (error instanceof BusError && error.code === 'LOCKED') {
    return new CommandFailure('UNREACHABLE', error.message, {
      next: 'stop the other process, send to it over HTTP, or choose another WAL_ROOT',
      cause: error,
    });
  }
  if (error instanceof BusError || error instanceof StorageError) {
    return new CommandFailure('UNREACHABLE', error.message, { cause: error });
  }
  if (error instanceof LedgerError) {
    return new CommandFailure('MISSING_DATA', error.message, { cause: error });
  }
  return error;
}
