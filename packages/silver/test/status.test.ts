import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { optionsGreeksSnapshots, optionsTrades, optionsTradesEnriched } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { HourStatus } from '../src/index.js';
import { greeks, print } from './run/support/option-rows.js';
import { createScene, dataset, DATE, keyOf, trade, tradesIn } from './run/support/scene.js';

function brief(rows: readonly HourStatus[]): string[] {
  return rows.map(({ partition, hour, state, reason, rows: count }) =>
    [partition, hour, state, `(${reason})`, count].join(' '),
  );
}

describe('status', () => {
  it('tells of every hour what it is, and changes nothing', async () => {
    const { lake, compactor, root } = await createScene();
    const files = await lake.add(dataset, tradesIn(11, 12, 13, 14, 15));
    await compactor.compactDate(DATE, { dataset });
    await lake.add(dataset, [trade(12, 30), trade(16, 1)]);
    await lake.retire(files.filter(({ key }) => key.includes('hour=13')));
    await rm(join(root, keyOf('14')));
    await writeFile(join(root, keyOf('15')), 'x');
    const expected = [
      'ESZ4 11 compacted (unchanged) 10',
      'ESZ4 12 stale (inputs added (1 file)) 10',
      'ESZ4 13 frozen (frozen (1 file retired)) 10',
      'ESZ4 14 stale (file missing) 10',
      'ESZ4 15 stale (file not the recorded one) 10',
      'ESZ4 16 missing (new) 0',
    ];
    expect(brief(await compactor.status({ dataset }))).toEqual(expected);
    expect(brief(await compactor.status())).toEqual(expected);
    expect(await compactor.status({ dataset, partition: 'NQZ4' })).toEqual([]);
    expect(await compactor.status({ dataset, start: '2024-12-19' })).toEqual([]);
  });

  it('shows an hour that cannot be compacted, with the reason', async () => {
    const { lake, compactor, store, open } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await lake.add(dataset, [trade(14, 30)], { shard: 'other' });
    await compactor.compactDate(DATE, { dataset });
    for await (const { key } of store.list('_lake/bronze/other/')) {
      await store.remove(key);
    }
    const [row] = await open().status({ dataset });
    expect(row).toMatchObject({ state: 'failing', reason: expect.stringContaining('1 file') });
  });

  it('judges an hour by the options that it was recorded with', async () => {
    const { lake, compactor } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset, collapseAmbiguous: true });
    expect(await compactor.status({ dataset })).toMatchObject([{ state: 'compacted' }]);
  });

  it('judges an enriched hour by the tolerance that it was joined with', async () => {
    const { lake, compactor } = await createScene();
    await lake.add(optionsTrades, [print(14, 5), print(15, 5)]);
    await lake.add(optionsGreeksSnapshots, [greeks(13, 3_500)]);
    const one = { dataset: optionsTradesEnriched };
    const minutes = (count: bigint) => ({ ...one, toleranceNs: count * 60_000_000_000n });
    for (const count of [0n, 2n]) {
      await compactor.compactDate(DATE, minutes(count));
      const states = (await compactor.status(one)).map(({ state }) => state);
      expect(states).toEqual(['compacted', 'compacted']);
    }
    await lake.add(optionsGreeksSnapshots, [greeks(13, 3_501)]);
    expect(brief(await compactor.status(one))).toEqual([
      'SPY 14 stale (inputs added (1 file)) 1',
      'SPY 15 compacted (unchanged) 1',
    ]);
  });
});
