import { createSilverCatalog } from '../../src/index.js';
import { describe, expect, it } from 'vitest';
import {
  createScene,
  dataset,
  DATE,
  keyOf,
  silverFiles,
  trade,
  tradesIn,
} from './support/scene.js';

/** Ten hours are raced for in every round. */
const ROUNDS = process.env.ASSAY_LONG === '1' ? 20 : 2;
const HOURS = Array.from({ length: 10 }, (_, index) => index + 10);

describe('two compactors on one date', () => {
  it('publish every hour once, and the one that comes late says so', async () => {
    const { lake, store, open } = await createScene({ threads: 1 });
    const [one, other] = [open(), open()];
    await lake.add(dataset, tradesIn(...HOURS));
    for (let round = 1; round <= ROUNDS; round += 1) {
      const race = [one, other].map((each) => each.compactDate(DATE, { dataset }));
      const [first, second] = await Promise.all(race);
      const day = await createSilverCatalog(store).day(dataset, DATE);
      expect(day.head).toBe(round * HOURS.length);
      const files = await silverFiles(store);
      day.hours.forEach(({ hour, rows_written, output }, index) => {
        const statuses = [first[index].status, second[index].status].sort();
        expect(statuses).toEqual(['success', 'unchanged']);
        expect(rows_written).toBe(9 + round);
        expect(files.get(keyOf(hour ?? ''))).toBe(output?.sha256);
      });
      await lake.add(
        dataset,
        HOURS.map((hour) => trade(hour, 100 + round)),
      );
    }
  }, 240_000);

  it('go on with what came to Bronze between their two looks', async () => {
    const { lake, store, open } = await createScene({ threads: 1 });
    await lake.add(dataset, tradesIn(14));
    const slow = open({
      failpoint: async (name) => {
        if (name === 'silver.after-accept') {
          await lake.add(dataset, [trade(14, 50)]);
          await open().compactDate(DATE, { dataset });
        }
      },
    });
    const [result] = await slow.compactDate(DATE, { dataset });
    expect(result).toMatchObject({
      status: 'unchanged',
      reason: 'made by another compactor meanwhile',
      rowsWritten: 11,
    });
    const record = (await createSilverCatalog(store).day(dataset, DATE)).hourOf('ESZ4', '14');
    expect((await silverFiles(store)).get(keyOf('14'))).toBe(record?.output?.sha256);
  });

  it('finish what the other one has recorded and not yet published', async () => {
    const { lake, store, open } = await createScene({ threads: 1 });
    await lake.add(dataset, tradesIn(14));
    const halfway = open({
      failpoint: async (name) => {
        if (name === 'silver.after-entry') {
          const [result] = await open().compactDate(DATE, { dataset });
          expect(result).toMatchObject({ status: 'success', reason: 'file missing' });
        }
      },
    });
    const [result] = await halfway.compactDate(DATE, { dataset });
    expect(result).toMatchObject({ status: 'unchanged' });
    expect((await createSilverCatalog(store).day(dataset, DATE)).head).toBe(1);
  });

  it('do not fight over options: the one that comes late is told, and may try again', async () => {
    const { lake, open } = await createScene({ threads: 1 });
    await lake.add(dataset, tradesIn(14));
    const late = open({
      failpoint: async (name) => {
        if (name === 'silver.after-accept') {
          await open().compactDate(DATE, { dataset, collapseAmbiguous: true });
        }
      },
    });
    await expect(late.compactDate(DATE, { dataset })).rejects.toMatchObject({
      code: 'COMPACTION_FAILED',
      retryable: true,
      failures: [{ hour: '14', error: { code: 'OVERTAKEN', retryable: true } }],
    });
  });

  it('leave the hour as it is when the last try finds it done', async () => {
    const { lake, open } = await createScene({ threads: 1 });
    await lake.add(dataset, tradesIn(14));
    let second = 100;
    const addLate = () => lake.add(dataset, [trade(14, (second += 1))]);
    const late = open({
      failpoint: async (name) => {
        if (name === 'silver.after-accept') {
          await addLate();
          await open().compactDate(DATE, { dataset });
          // Four times there is more to do at once; of the fifth the other one did all.
          if (second < 109) await addLate();
        }
      },
    });
    const [result] = await late.compactDate(DATE, { dataset });
    expect(result).toMatchObject({ status: 'unchanged', rowsWritten: 19 });
  }, 240_000);
});
