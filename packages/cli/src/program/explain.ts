import { CommandFailure } from '../errors.js';

/** What a person can do, in the words of one program. */
export interface NextSteps {
  /** How to go on once something is mended, and what of it is safe: `start again: …`. */
  readonly goOn: string;
  /** Another process owns the embedded log. */
  readonly logInUse: string;
  /** Another writer has taken the lake over. */
  readonly fenced: string;
}

/** What the errors of the lake's packages have in common. */
interface PackageError extends Error {
  readonly code: string;
  readonly retryable: boolean;
}

const BRING_BACK = 'bring back what it names from a copy of the lake, or of the log, then';

/**
 * Turns what the packages of the lake throw into a failure with a next step; other errors stay as they
 * are. Errors are told apart by name and code, so that a command need not load what it does not use.
 */
export function explain(error: unknown, steps: NextSteps): unknown {
  if (!isPackageError(error)) {
    return error;
  }
  const { name, code, retryable, cause } = error;
  // The writer is not running because of something: that is what a person has to know.
  if (name === 'BronzeError' && code === 'NOT_RUNNING' && cause !== undefined) {
    return explain(cause, steps);
  }
  if (name === 'BusError' && code === 'LOCKED') {
    return unreachable(error, steps.logInUse);
  }
  if (name === 'BronzeError' && code === 'STORED_ELSEWHERE') {
    return new CommandFailure('BAD_CONFIG', error.message, { next: OWN_LOG, cause: error });
  }
  if (name === 'BusError' && code === 'BAD_OPTIONS') {
    const next = 'mend NATS_URL and the NATS_ variables beside it';
    return new CommandFailure('BAD_CONFIG', error.message, { next, cause: error });
  }
  if (name === 'BusError' && ACCESS.has(code)) {
    return unreachable(
      error,
      `mend NATS_URL and the NATS_ variables beside it, then ${steps.goOn}`,
    );
  }
  if (name === 'BusError' && OTHER_LOG.has(code)) {
    return unreachable(error, OF_OTHER_LOG);
  }
  if (name === 'LedgerError' && code === 'FENCED') {
    return unreachable(error, steps.fenced);
  }
  if (name === 'LedgerError' && code === 'SEALED') {
    return new CommandFailure('BAD_CONFIG', error.message, {
      next: WRITTEN_ELSEWHERE,
      cause: error,
    });
  }
  if (name === 'LedgerError' && code === 'PLACE_UNREACHABLE') {
    return unreachable(error, `mend what it names, then ${steps.goOn}`);
  }
  if (name === 'LedgerError' && retryable) {
    return unreachable(error, steps.goOn);
  }
  // Read from the lake, a record that is none was damaged there.
  if (name === 'LedgerError' || (name === 'SchemaError' && code === 'BAD_RECORD')) {
    const next = `${BRING_BACK} ${steps.goOn}`;
    return new CommandFailure('MISSING_DATA', error.message, { next, cause: error });
  }
  return UNREACHABLE.has(name)
    ? unreachable(error, `mend what it names, then ${steps.goOn}`)
    : error;
}

/** A server that is not the one meant, or does not know us. */
const ACCESS: ReadonlySet<string> = new Set(['ACCESS_DENIED', 'UNSUPPORTED_SERVER']);
const OF_OTHER_LOG =
  'find out who did that to the stream: what was in it and not yet in Bronze may be gone; then start ' +
  'again, and send again what is missing';

const OWN_LOG =
  'set WAL_ROOT to a new folder for a new shard, or BRONZE_SHARDS to the one it names';
const WRITTEN_ELSEWHERE =
  'write where it says; for an embedded log beside the streams that follow it, give a new folder as ' +
  'WAL_ROOT and its shard another name in BRONZE_SHARDS';

/** A stream that is not what it was. */
const OTHER_LOG: ReadonlySet<string> = new Set(['LOG_DELETED', 'LOG_REPLACED', 'LOG_REWOUND']);

/** A disk, a folder or a server that does not do what it should. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'BusError',
  'WalError',
  'StorageError',
  'BronzeError',
  'QueryError',
]);

function isPackageError(error: unknown): error is PackageError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'retryable' in error &&
    typeof error.retryable === 'boolean'
  );
}

function unreachable(error: PackageError, next: string): CommandFailure {
  const { message, retryable, cause } = error;
  return new CommandFailure('UNREACHABLE', message, { next, retryable, cause: cause ?? error });
}
