import { BronzeError } from '@assay/bronze';
import { BusError } from '@assay/bus';
import { CommandFailure } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { QueryError } from '@assay/query';
import { SchemaError } from '@assay/schemas';
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
    [new QueryError('ENGINE', 'out of memory'), 'UNREACHABLE', 'start again'],
    [new BronzeError('STAGING', 'no room'), 'UNREACHABLE', 'mend what it names'],
    [new LedgerError('FENCED', 'another writer'), 'UNREACHABLE', 'stop the other service'],
    [new LedgerError('UNDECIDED', 'unclear', { retryable: true }), 'UNREACHABLE', 'start again'],
  ])('gives %s a next step', (error, code, next) => {
    const failure = explain(error) as CommandFailure;
    expect(failure).toBeInstanceOf(CommandFailure);
    expect([failure.code, failure.message]).toEqual([code, error.message]);
    expect(failure.next).toContain(next);
  });

  it('does not advise to try again what will not change by itself', () => {
    for (const error of [
      new LedgerError('BROKEN_CHAIN', 'entry 7 is missing'),
      new SchemaError('BAD_RECORD', 'entry 7 is not JSON'),
    ]) {
      const failure = explain(error) as CommandFailure;
      expect([failure.code, failure.retryable]).toEqual(['MISSING_DATA', false]);
      expect(failure.next).toContain('from a copy of the lake');
    }
  });

  it('leaves mistakes in the code as they are', () => {
    const mistake = new TypeError('x is not a function');
    expect(explain(mistake)).toBe(mistake);
  });
});
