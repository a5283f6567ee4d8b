import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silverCatalogFolder, silverEntryKey } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { createScene, dataset, DATE, keyOf, trade, tradesIn } from './support/scene.js';

const NEXT_DATE = '2024-12-19';
const THIRD_DATE = '2024-12-20';

/** Three compacted dates, the first of which has a damaged entry; Bronze got a row of each since. */
async function withDamagedDay() {
  const scene = await createScene();
  await scene.lake.add(dataset, tradesIn(14, 15, 14 + 24, 14 + 48));
  await scene.compactor.compactAllDates(dataset);
  await writeFile(join(scene.root, silverEntryKey(dataset, DATE, 1)), '{"format":1');
  await scene.lake.add(dataset, [trade(14, 30), trade(14 + 24, 30), trade(14 + 48, 30)]);
  return scene;
}

const DAMAGED = { dataset: dataset.id, partition: null, date: DATE, hour: null };

describe('a date with a damaged catalog entry', () => {
  it('fails as a whole, and the other dates are compacted', async () => {
    const { open } = await withDamagedDay();
    const told: string[] = [];
    const compaction = open().compactAllDates(dataset, {
      onProgress: ({ done, total, day, days }) => told.push(`${done}/${total} ${day}/${days}`),
    });
    await expect(compaction).rejects.toMatchObject({
      code: 'COMPACTION_FAILED',
      failures: [{ ...DAMAGED, error: { code: 'BAD_CATALOG' } }],
      results: [
        { date: NEXT_DATE, status: 'success', rowsWritten: 11 },
        { date: THIRD_DATE, status: 'success', rowsWritten: 11 },
      ],
    });
    expect(told).toEqual(['1/3 1/3', '2/3 2/3', '3/3 3/3']);
  });

  it('fails alone of one dataset and of all, with the object named', async () => {
    const { open } = await withDamagedDay();
    const key = silverEntryKey(dataset, DATE, 1);
    const failures = [{ error: { code: 'BAD_CATALOG', message: expect.stringContaining(key) } }];
    await expect(open().compactDate(DATE, { dataset })).rejects.toMatchObject({ failures });
    await expect(open().compactAllSchemas(DATE)).rejects.toMatchObject({ failures });
    await expect(
      open().compactAllDates(dataset, { partition: 'ESZ4', end: DATE }),
    ).rejects.toMatchObject({ failures: [{ partition: null, hour: null }] });
  });

  it('is one failing line of status, and its files are garbage to nobody', async () => {
    const { open } = await withDamagedDay();
    const rows = await open().status();
    expect(rows.map(({ date, hour, state }) => `${date} ${hour} ${state}`)).toEqual([
      `${DATE} null failing`,
      `${NEXT_DATE} 14 stale`,
      `${THIRD_DATE} 14 stale`,
    ]);
    expect(rows[0]).toMatchObject({ ...DAMAGED, rows: 0 });
    expect(await open().collectGarbage()).toMatchObject([
      { kind: 'undecided', place: silverCatalogFolder(dataset, DATE), removed: false },
    ]);
  });

  it('is made anew from Bronze once its catalog is taken away', async () => {
    const { open, root, store } = await withDamagedDay();
    await rm(join(root, silverCatalogFolder(dataset, DATE)), { recursive: true });
    const results = await open().compactDate(DATE, { dataset });
    expect(results.map(({ hour, status, rowsWritten }) => [hour, status, rowsWritten])).toEqual([
      ['14', 'success', 11],
      ['15', 'success', 10],
    ]);
    expect(await store.head(keyOf('15'))).toBeDefined();
    expect(await open().status({ dataset, end: DATE, digests: true })).toMatchObject([
      { state: 'compacted' },
      { state: 'compacted' },
    ]);
    expect(await open().collectGarbage()).toEqual([]);
  });
});
