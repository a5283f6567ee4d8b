import { describe, expect, it } from 'vitest';
import { CommandFailure, explain, type NextSteps } from '../../src/index.js';

const STEPS: NextSteps = { goOn: 'go on', logInUse: 'ask its owner', fenced: 'end the other' };

/** An error as the packages make them; those themselves are tried in the programs' tests. */
function packageError(name: string, code: string, retryable = false, cause?: unknown): Error {
  return Object.assign(new Error(`${name} said so`, { cause }), { name, code, retryable });
}

describe('explain', () => {
  it.each([
    ['BusError', 'LOCKED', false, 'UNREACHABLE', 'ask its owner'],
    ['BusError', 'UNAVAILABLE', true, 'UNREACHABLE', 'mend what it names, then go on'],
    ['WalError', 'BAD_FOLDER', false, 'UNREACHABLE', 'mend what it names, then go on'],
    ['StorageError', 'UNAVAILABLE', true, 'UNREACHABLE', 'mend what it names, then go on'],
    ['LedgerError', 'FENCED', false, 'UNREACHABLE', 'end the other'],
    ['LedgerError', 'SEALED', false, 'BAD_CONFIG', 'write where it says'],
    ['LedgerError', 'UNDECIDED', true, 'UNREACHABLE', 'go on'],
    ['LedgerError', 'BROKEN_CHAIN', false, 'MISSING_DATA', 'of the log, then go on'],
    ['LedgerError', 'FILE_GONE', false, 'MISSING_DATA', 'of the log, then go on'],
    ['LedgerError', 'PLACE_UNREACHABLE', true, 'UNREACHABLE', 'mend what it names, then go on'],
    ['SchemaError', 'BAD_RECORD', false, 'MISSING_DATA', 'of the log, then go on'],
  ])('gives %s %s (retryable: %s) a next step', (name, code, retryable, failed, next) => {
    const failure = explain(packageError(name, code, retryable), STEPS) as CommandFailure;
    expect(failure).toBeInstanceOf(CommandFailure);
    expect([failure.code, failure.message]).toEqual([failed, `${name} said so`]);
    expect(failure.next).toContain(next);
    expect(failure.retryable).toBe(retryable);
  });

  it('looks behind a writer that is not running', () => {
    const cause = packageError('StorageError', 'UNAVAILABLE', true);
    const failure = explain(packageError('BronzeError', 'NOT_RUNNING', false, cause), STEPS);
    expect(failure).toMatchObject({ message: 'StorageError said so', retryable: true });
  });

  it('leaves alone what it does not know', () => {
    for (const error of [
      new TypeError('x is not a function'),
      packageError('FeedError', 'TRUNCATED'),
      packageError('SchemaError', 'BAD_DATASET'),
      new CommandFailure('BAD_USAGE', 'no', { next: 'read the help' }),
      'a text',
    ]) {
      expect(explain(error, STEPS)).toBe(error);
    }
  });
});
