import { readLedger } from '@assay/ledger';
import { createDatasetRegistry, stocksTrades } from '@assay/schemas';
import { crashAt, SimulatedCrash } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { retainBronze, type RetainOptions } from '../../src/index.js';
import { lakeOfDays } from '../support/market-lake.js';
import type { Scene } from '../support/scene.js';

const FIRST = '2024-12-18';
const SECOND = '2024-12-19';
const THIRD = '2024-12-20';
const TRADES = 'futures.trades.v1';
const WAITING = {
  ...{ dataset: TRADES, date: FIRST, files: 2 },
  reason:
    'retired, and not taken away: the file of Silver is another; run this again when that is mended',
};

const retain = ({ store }: Scene, more: Partial<RetainOptions> = {}) =>
  retainBronze({ store, before: THIRD, accepts: async () => undefined, ...more });

/** No to the first day once `isAnother` says that Silver has changed. */
const acceptsUnless =
  (isAnother: () => boolean): RetainOptions['accepts'] =>
  async ({ date }) =>
    date === FIRST && isAnother() ? 'the file of Silver is another' : undefined;

/** Data files that are there, and how many are retired. */
async function stateOf({ store }: Scene) {
  let there = 0;
  for await (const { key } of store.list('bronze/')) {
    there += key === '' ? 0 : 1;
  }
  const { retiredFiles } = await readLedger({ store, tier: 'bronze', shard: 'market' });
  return { there, retired: retiredFiles.length };
}

describe('retainBronze, once a day is retired', () => {
  it('asks again before it takes the files away, and leaves them where the answer changed', async () => {
    const scene = await lakeOfDays(3);
    let isAnother = false;
    const failpoint = async (name: string) => {
      isAnother ||= name === 'bronze.retain.after-entry';
    };
    const report = await retain(scene, { accepts: acceptsUnless(() => isAnother), failpoint });
    expect(report).toMatchObject({ kept: [WAITING], retired: [{ date: SECOND }], removed: 2 });
    expect(await stateOf(scene)).toEqual({ there: 4, retired: 4 });
    const healed = await retain(scene);
    expect(healed).toMatchObject({ kept: [], retired: [], removed: 2 });
    expect(await stateOf(scene)).toEqual({ there: 2, retired: 4 });
  });

  it('asks before it takes away what an ended run left, and goes on only when it may', async () => {
    const scene = await lakeOfDays(3);
    const crash = { failpoint: crashAt('bronze.retain.after-entry') };
    await expect(retain(scene, crash)).rejects.toThrow(SimulatedCrash);
    const accepts = acceptsUnless(() => true);
    for (const dryRun of [true, false]) {
      const report = await retain(scene, { accepts, dryRun });
      expect(report).toMatchObject({ retired: [], removed: 0, certificate: undefined });
      expect(report.kept).toEqual([
        WAITING,
        {
          ...{ dataset: TRADES, date: SECOND, files: 2 },
          reason: `retired files of ${FIRST} ${TRADES} have to be taken away first`,
        },
      ]);
    }
    expect(await stateOf(scene)).toEqual({ there: 6, retired: 2 });
    expect(await retain(scene)).toMatchObject({ kept: [], removed: 4 });
    expect(await stateOf(scene)).toEqual({ there: 2, retired: 4 });
  });

  it('leaves files of a dataset that this release does not know', async () => {
    const scene = await lakeOfDays(2);
    const crash = { failpoint: crashAt('bronze.retain.after-entry') };
    await expect(retain(scene, crash)).rejects.toThrow(SimulatedCrash);
    const registry = createDatasetRegistry([stocksTrades]);
    const report = await retain(scene, { registry });
    expect(report.kept[0]).toMatchObject({ dataset: TRADES, date: FIRST, files: 2 });
    expect(report.kept[0].reason).toContain('this release does not know the dataset');
    expect(await stateOf(scene)).toEqual({ there: 4, retired: 2 });
  });
});
