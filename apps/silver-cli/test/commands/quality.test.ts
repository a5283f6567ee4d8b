import { describe, expect, it } from 'vitest';
import { compact, resultOf, runHere, type Failed } from '../support/run-here.js';
import { DATE, smallLake } from '../support/small-lake.js';

interface Quality {
  readonly date: string;
  readonly partitions: readonly {
    readonly dataset: string;
    readonly partition: string;
    readonly rows: { readonly silver: number; readonly duplicates_removed: number };
    readonly volume?: string;
  }[];
  readonly contract_mix: readonly { readonly root: string; readonly outright_volume: string }[];
}

describe('silver-cli quality', () => {
  it('measures a date, for people and for machines', async () => {
    const folder = await smallLake();
    await compact(folder, '--date', DATE);
    const args = ['quality', '--date', DATE];
    const {
      partitions,
      contract_mix: mix,
      date,
    } = resultOf<Quality>(await runHere(folder, [...args, '--json']));
    expect(date).toBe(DATE);
    const esh6 = partitions.find(({ partition }) => partition === 'ESH6');
    expect(esh6).toMatchObject({ rows: { silver: 24, duplicates_removed: 0 }, volume: '156' });
    expect(mix).toMatchObject([{ root: 'ES', outright_volume: String(156 + 12) }]);

    const { code, stdout, stderr } = await runHere(folder, args);
    expect([code, stdout]).toEqual([0, '']);
    for (const title of ['rows', 'time', 'sequence numbers', 'books', 'volume', 'lateness']) {
      expect(stderr).toMatch(new RegExp(`^${title}$`, 'm'));
    }
    expect(stderr).toContain('contracts of ES: ESH6 92.9 %, ESM6 7.1 % of 168');
  });

  it('takes one dataset and one symbol', async () => {
    const folder = await smallLake();
    await compact(folder, '--date', DATE);
    const args = ['quality', '--date', DATE, '--schema', 'stocks.quotes', '--symbol', 'SPY'];
    const { partitions } = resultOf<Quality>(await runHere(folder, [...args, '--json']));
    expect(partitions.map(({ dataset, partition }) => [dataset, partition])).toEqual([
      ['stocks.quotes.v1', 'SPY'],
    ]);
  });

  it('exits 2 for a date without rows', async () => {
    const folder = await smallLake();
    const ended = await runHere(folder, ['quality', '--date', '2025-12-18', '--json']);
    expect(ended.code).toBe(2);
    expect(resultOf<Failed>(ended).error.code).toBe('MISSING_DATA');
  });
});
