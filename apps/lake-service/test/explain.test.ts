import { BronzeError } from '@assay/bronze';
import { BusError } from '@assay/bus';
import { CommandFailure } from '@assay/cli';
import { LedgerError } from '@assay/ledger';
import { QueryError } from '@assay/query';
import { SchemaError } from '@assay/schemas';
import { StorageError } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { explain, explainCommand } from '../src/explain.js';

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

describe('explainCommand', () => {
  it('starts no service again: a command is run again', () => {
    const error = new StorageError('UNAVAILABLE', 'no such bucket');
    expect(explainCommand(error, 'read')).toMatchObject({
      next: 'mend what it names, then run this again: it only reads, nothing was changed',
    });
    expect(explainCommand(error, 'write')).toMatchObject({
      next: 'mend what it names, then run this again: what was done is found, and not done twice',
    });
  });

  it('knows what the lake does not have', () => {
    const error = new BronzeError('NO_DATA', 'expected a shard of market, was nosuch');
    expect(explainCommand(error, 'read')).toMatchObject({ code: 'MISSING_DATA' });
  });
});
