import { BronzeError } from '@assay/bronze';
import { BusError } from '@assay/bus';
import { CommandFailure } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { StorageError } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { explain } from '../src/explain.js';

describe('explain', () => {
  it('looks behind a writer that is not running, for what it failed of', () => {
    const cause = new BronzeError('STAGING', 'the disk is full', { retryable: true });
    const error = new BronzeError('NOT_RUNNING', 'the writer has failed', { cause });
    expect(explain(error)).toMatchObject({ code: 'UNREACHABLE', message: 'the disk is full' });
  });

  it.each([
    [new BusError('LOCKED', 'in use by process 7'), 'UNREACHABLE', 'choose another WAL_ROOT'],
    [new BusError('UNAVAILABLE', 'a write failed'), 'UNREACHABLE', 'start again'],
    [new StorageError('UNAVAILABLE', 'no room'), 'UNREACHABLE', 'start again'],
    [new LedgerError('FENCED', 'another writer'), 'UNREACHABLE', 'stop the other one'],
    [new LedgerError('UNDECIDED', 'unclear', { retryable: true }), 'UNREACHABLE', 'start again'],
  ])('gives %s a next step', (error, code, next) => {
    const failure = explain(error) as CommandFailure;
    expect(failure).toBeInstanceOf(CommandFailure);
    expect([failure.code, failure.message]).toEqual([code, error.message]);
    expect(failure.next).toContain(next);
  });

  it('does not advise to try again what will not change by itself', () => {
    const failure = explain(new LedgerError('BROKEN_CHAIN', 'entry 7 is missing'));
    expect(failure).toMatchObject({ code: 'MISSING_DATA', next: undefined });
  });

  it('leaves mistakes in the code as they are', () => {
    const mistake = new TypeError('x is not a function');
    expect(explain(mistake)).toBe(mistake);
  });
});
