import { describe, expect, it } from 'vitest';
import { feedFormat } from '../../src/index.js';

const lake = feedFormat('lake');

describe('files that the lake format claims', () => {
  it.each([
    ['bronze/futures/trades/symbol=ES/date=2025-12-16/hour=14/part-143012_345678.parquet'],
    ['/data/lake/bronze/options/trades/underlying=SPY/date=2025-12-16/hour=14/part-1.parquet'],
    ['lake/bronze/options/greeks_snapshots/underlying=SPY/date=2025-12-16/part-1.parquet'],
    ['futures/mbp10/symbol=ES.c.0/date=2025-12-16/hour=14/a.parquet'],
    ['bronze/stocks/quotes/symbol=SPY/part.PARQUET'],
  ])('takes %s', (path) => {
    expect(lake.claims(path)).toBe(true);
  });

  it.each([
    ['a file of Silver', 'silver/futures/trades/symbol=ES/date=2025-12-16/hour=14/part.parquet'],
    ['features', 'silver/features/v1.0/date=2025-12-16/signals.parquet'],
    ['enriched trades', 'silver/options/trades_enriched/underlying=SPY/part.parquet'],
    ['signals of Gold', 'gold/levels/signals/underlying=SPY/date=2025-12-16/hour=14/part.parquet'],
    ['a training set', 'gold/training/signals_production.parquet'],
    ['a file without a partition', 'bronze/futures/trades/part.parquet'],
    ['another kind of file', 'bronze/futures/trades/symbol=ES/part.csv'],
    ['a file that is being written', 'bronze/futures/trades/symbol=ES/.part.parquet'],
    ['a mark of a writer', 'bronze/futures/trades/symbol=ES/_metadata.parquet'],
    ['another dataset', 'bronze/futures/ohlcv/symbol=ES/part.parquet'],
  ])('leaves out %s', (_, path) => {
    expect(lake.claims(path)).toBe(false);
  });
});

describe('what the folders of a lake say of rows', () => {
  it.each([
    ['bronze/futures/trades/symbol=ES/date=2025-12-16/x.parquet', 'futures.trades', 'ES'],
    ['bronze/stocks/trades/symbol=BRK%2FA/x.parquet', 'stocks.trades', 'BRK/A'],
    ['bronze/options/trades/underlying=SPY/hour=14/x.parquet', 'options.trades', 'SPY'],
  ])('of %s is a setting of its run', (path, dataset, partition) => {
    expect(lake.nameSettings?.(path)).toEqual({ dataset: [dataset], partition: [partition] });
  });

  it('is nothing outside a lake', () => {
    expect(lake.nameSettings?.('downloads/x.parquet')).toEqual({});
  });
});
