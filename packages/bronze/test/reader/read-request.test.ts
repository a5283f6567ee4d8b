import { futuresTrades, optionsTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { partitionFilter, requestedDates } from '../../src/reader/read-request.js';

describe('requestedDates', () => {
  it('is one date, or all of a range with both ends', () => {
    expect(requestedDates({ date: '2024-12-18' })).toEqual(['2024-12-18']);
    expect(requestedDates({ range: { from: '2024-02-28', to: '2024-03-01' } })).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
  });

  it('refuses both, neither, a day that does not exist and a range that runs backwards', () => {
    const both = { date: '2024-12-18', range: { from: '2024-12-18', to: '2024-12-18' } };
    expect(() => requestedDates(both)).toThrow(/either "date" or "range"/);
    expect(() => requestedDates({})).toThrow(/either "date" or "range"/);
    expect(() => requestedDates({ date: '2023-02-29' })).toThrow(/YYYY-MM-DD, was "2023-02-29"/);
    expect(() => requestedDates({ range: { from: '2024-12-18', to: '2024-12-17' } })).toThrow(
      /"from" not after "to", was 2024-12-18\.\.2024-12-17/,
    );
  });
});

describe('partitionFilter', () => {
  it('takes a symbol as it is, and a root for its outrights', () => {
    const values = [
      'ES',
      'ESZ5',
      'ESH6',
      'ESZ2025',
      'ES.c.0',
      'ESZ5-ESH6',
      'MESZ5',
      'ESX5',
      'ESTX',
    ];
    const found = (request: { symbol?: string; root?: string }) =>
      values.filter(partitionFilter(futuresTrades, request));
    expect(found({ symbol: 'ESZ5' })).toEqual(['ESZ5']);
    expect(found({ symbol: 'ESZ5-ESH6' })).toEqual(['ESZ5-ESH6']);
    expect(found({ root: 'ES' })).toEqual(['ES', 'ESZ5', 'ESH6', 'ESZ2025', 'ES.c.0', 'ESX5']);
  });

  it('refuses both and neither, in the words of the dataset', () => {
    expect(() => partitionFilter(optionsTrades, {})).toThrow(
      /"symbol" \(the underlying\) or "root"/,
    );
    expect(() => partitionFilter(futuresTrades, { symbol: 'ESZ5', root: 'ES' })).toThrow(/either/);
  });
});
