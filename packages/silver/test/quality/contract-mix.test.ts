import { describe, expect, it } from 'vitest';
import { contractMixes } from '../../src/quality/contract-mix.js';
import type { PartitionQuality } from '../../src/quality/quality-report.js';

const partition = (dataset: string, symbol: string, volume?: bigint): PartitionQuality => ({
  dataset,
  partition: symbol,
  hours: { measured: ['14'], stale: [], missing: [] },
  rows: {
    bronze: 1,
    silver: 1,
    read: 1,
    duplicatesRemoved: 0,
    ambiguousDuplicates: 0,
    duplicateShare: 0,
  },
  time: undefined,
  sequence: undefined,
  book: undefined,
  volume,
  aggressor: undefined,
  delay: undefined,
  arrival: undefined,
  enrichment: undefined,
});

describe('contractMixes', () => {
  it('shares out a product among its outrights, with spreads apart', () => {
    const futures = 'futures.trades.v1';
    expect(
      contractMixes([
        partition(futures, 'ESH6', 10n),
        partition(futures, 'ESZ5', 30n),
        partition(futures, 'ESZ5-ESH6', 500n),
        partition(futures, 'MESZ5', 7n),
      ]),
    ).toEqual([
      {
        dataset: futures,
        root: 'ES',
        outrights: [
          { symbol: 'ESZ5', volume: 30n, share: 0.75 },
          { symbol: 'ESH6', volume: 10n, share: 0.25 },
        ],
        outrightVolume: 40n,
        spreads: [{ symbol: 'ESZ5-ESH6', volume: 500n }],
        spreadVolume: 500n,
      },
      {
        dataset: futures,
        root: 'MES',
        outrights: [{ symbol: 'MESZ5', volume: 7n, share: 1 }],
        outrightVolume: 7n,
        spreads: [],
        spreadVolume: 0n,
      },
    ]);
  });

  it('has no product of stocks, of continuous contracts, or where nothing is traded', () => {
    expect(
      contractMixes([
        partition('stocks.trades.v1', 'SPY', 1n),
        partition('stocks.trades.v1', 'F', 1n),
        partition('futures.trades.v1', 'ES.c.0', 1n),
        partition('futures.mbp10.v1', 'ESZ5'),
      ]),
    ).toEqual([]);
  });

  it('knows no share of nothing', () => {
    const [mix] = contractMixes([
      partition('futures.trades.v1', 'ESZ5', 0n),
      partition('futures.trades.v1', 'ESH6-ESZ5', 3n),
    ]);
    expect(mix.outrights).toEqual([{ symbol: 'ESZ5', volume: 0n, share: undefined }]);
  });
});
