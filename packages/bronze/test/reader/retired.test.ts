import { readLedger, retireFiles } from '@assay/ledger';
import { futuresTrades, sha256Hex } from '@assay/schemas';
import { createLocalStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { copyLake, verifyBronze } from '../../src/index.js';
import { beside, copyTo, lakeOfDays } from '../support/market-lake.js';
import type { Scene } from '../support/scene.js';

/** Retires one day, as retention does: the entry first, then the files. */
async function retire({ store }: Scene, date: string): Promise<void> {
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  const { files } = await readLedger(place);
  const retired = files.filter(({ key }) => key.includes(`date=${date}`));
  await retireFiles(place, {
    writer: 'retention-1',
    dates: [date],
    certificateSha256: sha256Hex('a certificate'),
    files: retired,
  });
  for (const { key } of retired) {
    await store.remove(key);
  }
}

describe('BronzeReader over retired days', () => {
  it('says that retention deleted what is asked for, and gives the rest on request', async () => {
    const scene = await lakeOfDays(3);
    await retire(scene, '2024-12-19');
    const reader = scene.reader();
    const range = { from: '2024-12-18', to: '2024-12-20' };
    const retired = {
      name: 'BronzeError',
      code: 'RETIRED',
      message: expect.stringMatching(
        /^futures\.trades\.v1 ESZ4: expected rows on 2024-12-19, was deleted by retention/,
      ),
    };
    await expect(reader.readFuturesTrades({ symbol: 'ESZ4', range })).rejects.toMatchObject(
      retired,
    );
    const one = { symbol: 'ESZ4', date: '2024-12-19' };
    await expect(reader.readFuturesTrades(one)).rejects.toMatchObject(retired);
    const rest = await reader.readFuturesTrades({ symbol: 'ESZ4', range, allowMissing: true });
    expect(rest.numRows).toBe(2);
    expect((await reader.readFuturesTrades({ symbol: 'ESZ4', date: range.to })).numRows).toBe(1);
    expect(await reader.availableDates(futuresTrades)).toEqual([range.from, range.to]);
    await expect(
      reader.readFuturesTrades({ symbol: 'CLZ4', date: '2024-12-19' }),
    ).rejects.toMatchObject({ code: 'NO_DATA' });
  });

  it('is not brought anywhere by a copy, which is whole once it lost what it had before', async () => {
    const scene = await lakeOfDays(3);
    const to = createLocalStore({ root: beside(scene, 'copy') });
    await retire(scene, '2024-12-18');
    expect(await copyLake(copyTo(scene, to))).toMatchObject({ complete: true });
    await retire(scene, '2024-12-19');
    expect(await copyLake(copyTo(scene, to))).toMatchObject({ complete: true, problems: [] });
    const before = await verifyBronze({ store: to });
    expect(before.problems.map(({ kind }) => kind)).toEqual(['retired-file', 'retired-file']);
    for (const { object } of before.problems) {
      await to.remove(object);
    }
    const { problems, notes } = await verifyBronze({ store: to });
    expect(problems).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'retired', count: 4 }, { kind: 'uncertified' }]);
  });
});
