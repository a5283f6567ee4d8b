import { describe, expect, it } from 'vitest';
import { bronzeFileOrder, DATASETS, totalOrderTerms } from '../src/index.js';

const bySymbol = ['"ts_event_ns"', '"ts_recv_ns"', '"source"', '"symbol"', '"seq" NULLS LAST'];
const byUnderlying = bySymbol.map((term) => term.replace('symbol', 'underlying'));

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'stocks.trades.v1': bySymbol,
  'stocks.quotes.v1': bySymbol,
  'futures.trades.v1': bySymbol,
  'futures.mbp10.v1': bySymbol,
  'options.trades.v1': byUnderlying,
  'options.trades_enriched.v1': byUnderlying,
  'options.greeks_snapshots.v1': [
    '"ts_event_ns"',
    '"ts_event_ns"',
    '"source"',
    '"underlying"',
    'NULL::BIGINT NULLS LAST',
  ],
  'levels.signals.v1': [
    '"ts_event_ns"',
    '"ts_event_ns"',
    '"underlying"',
    '"underlying"',
    'NULL::BIGINT NULLS LAST',
  ],
};

describe('totalOrderTerms', () => {
  it.each(DATASETS)('of $id are those of the contract', (dataset) => {
    expect(totalOrderTerms(dataset)).toEqual(EXPECTED[dataset.id]);
  });
});

describe('bronzeFileOrder', () => {
  it.each(DATASETS)('of $id ends in the ordinal', (dataset) => {
    const terms = [...(EXPECTED[dataset.id] ?? []), '"_run" NULLS LAST'];
    expect(bronzeFileOrder(dataset)).toBe([...terms, '"_run_pos" NULLS LAST', '"_pos"'].join(', '));
  });
});
