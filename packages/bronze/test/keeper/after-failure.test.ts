import { BusError } from '@assay/bus';
import { afterFailure, LedgerError } from '@assay/ledger';
import { StorageError } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { BronzeError } from '../../src/index.js';

describe('afterFailure', () => {
  it.each([
    ['stand-by', new LedgerError('FENCED', 'another writer')],
    ['begin-anew', new BusError('LOG_REPLACED', 'made anew')],
    ['begin-anew', new BusError('LOG_REWOUND', 'lost its tail')],
    ['again', new BusError('LOG_DELETED', 'gone')],
    ['again', new BusError('UNAVAILABLE', 'away', { retryable: true })],
    ['again', new StorageError('UNAVAILABLE', 'slow down', { retryable: true })],
    ['again', new LedgerError('UNDECIDED', 'nobody knows', { retryable: true })],
    ['end', new StorageError('UNAVAILABLE', 'read-only file system')],
    ['end', new LedgerError('BROKEN_CHAIN', 'entry 7')],
    ['end', new BronzeError('COVERAGE', 'an event too many')],
    ['end', new TypeError('a fault')],
    ['end', 'what nobody should throw'],
  ])('is to %s after %s', (move, error) => {
    expect(afterFailure(error)).toBe(move);
  });
});
