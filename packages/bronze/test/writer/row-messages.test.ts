import { futuresTrades, optionsTradesEnriched } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { rowMessages } from '../../src/writer/row-messages.js';
import { futuresTrade } from '../support/market-rows.js';

describe('rowMessages', () => {
  it('gives NDJSON messages of at most 1,000 rows on the dataset’s subject', () => {
    const rows = Array.from({ length: 2_001 }, (_, index) => futuresTrade(index));
    const messages = rowMessages(futuresTrades, rows);
    const lines = messages.map(({ bytes }) => Buffer.from(bytes).toString().split('\n').length);
    expect(lines).toEqual([1_000, 1_000, 1]);
    expect(new Set(messages.map(({ subject }) => subject))).toEqual(
      new Set(['market.futures.trades']),
    );
  });

  it('gives nothing for no rows', () => {
    expect(rowMessages(futuresTrades, [])).toEqual([]);
  });

  it('refuses a value that JSON would change, and says which row', () => {
    const rows = [futuresTrade(0), futuresTrade(1, { price: Number.NaN })];
    expect(() => rowMessages(futuresTrades, rows)).toThrow(
      /futures\.trades\.v1, row 1: .*expected a finite number, was NaN/,
    );
    expect(() => rowMessages(futuresTrades, [futuresTrade(0, { seq: 2 ** 60 })])).toThrow(/bigint/);
  });

  it('refuses a dataset that no subject carries', () => {
    expect(() => rowMessages(optionsTradesEnriched, [])).toThrow(/expected a dataset of the log/);
  });
});
