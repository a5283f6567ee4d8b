import type { AnyRow } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { createScene, dataset, DATE, trade, tradesIn } from './support/scene.js';

const NEXT_DATE = '2024-12-19';
const SILVER_LOG = '_lake/silver/catalog/';
const BRONZE_LOG = '_lake/bronze/';

/** A trade of hour 10 of the day after. */
function tradeNextDay(second: number): AnyRow {
  return trade(24 + 10, second);
}

/** A store in whose user's way somebody does something, once: before what it lists first below `prefix`. */
function meddledWith(store: ObjectStore, prefix: string, meddle: () => Promise<void>): ObjectStore {
  let isDone = false;
  const list = async function* (below: string, options?: { after?: string }) {
    if (below.startsWith(prefix) && !isDone) {
      isDone = true;
      await meddle();
    }
    yield* store.list(below, options);
  };
  return { ...store, list };
}

describe('a compactor that looks while another one records newer Bronze files', () => {
  it.each([SILVER_LOG, BRONZE_LOG])(
    'misses no input of a record, whether that comes before it lists %s or after',
    async (prefix) => {
      for (const look of ['compact', 'status'] as const) {
        const { lake, store, open } = await createScene({ threads: 1 });
        await lake.add(dataset, tradesIn(14));
        await open().compactDate(DATE, { dataset });
        const racing = meddledWith(store, prefix, async () => {
          await lake.add(dataset, [trade(14, 51)]);
          await open().compactDate(DATE, { dataset });
        });
        const compactor = open({ store: racing });
        if (look === 'status') {
          expect((await compactor.status({ dataset }))[0].state).toMatch(/compacted|stale/);
        } else {
          const [result] = await compactor.compactDate(DATE, { dataset });
          expect(result.status).toBe('unchanged');
        }
      }
    },
  );

  it('lists Bronze anew for each of many dates', async () => {
    const { lake, open } = await createScene({ threads: 1 });
    await lake.add(dataset, [...tradesIn(14), tradeNextDay(1)]);
    await open().compactAllDates(dataset);
    await lake.add(dataset, [trade(14, 50)]);
    let isDone = false;
    const slow = open({
      failpoint: async (name) => {
        if (name === 'silver.after-build' && !isDone) {
          isDone = true;
          await lake.add(dataset, [tradeNextDay(2)]);
          await open().compactDate(NEXT_DATE, { dataset });
        }
      },
    });
    const results = await slow.compactAllDates(dataset);
    expect(results.map(({ date, status }) => `${date} ${status}`)).toEqual([
      `${DATE} success`,
      `${NEXT_DATE} unchanged`,
    ]);
  });

  it('looks once more before it refuses an hour that was made and retired meanwhile', async () => {
    const { lake, store, open } = await createScene({ threads: 1 });
    const early = await lake.add(dataset, tradesIn(14));
    let hasMade = false;
    const racing = meddledWith(store, `${SILVER_LOG}${dataset.path}/date=${DATE}`, async () => {
      hasMade = true;
    });
    const retiring = {
      ...racing,
      list: async function* (below: string, options?: { after?: string }) {
        if (hasMade && below.startsWith(BRONZE_LOG)) {
          hasMade = false;
          await open().compactDate(DATE, { dataset });
          await lake.retire(early);
          await lake.add(dataset, [trade(14, 51)]);
        }
        yield* racing.list(below, options);
      },
    };
    const [result] = await open({ store: retiring }).compactDate(DATE, { dataset });
    expect(result).toMatchObject({
      status: 'unchanged',
      reason: expect.stringContaining('frozen'),
    });
  });
});
