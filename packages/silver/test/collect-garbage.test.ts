import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createScene, dataset, DATE, keyOf, tradesIn } from './run/support/scene.js';

async function put(root: string, key: string): Promise<void> {
  await mkdir(dirname(join(root, key)), { recursive: true });
  await writeFile(join(root, key), 'stray');
}

describe('collectGarbage', () => {
  it('finds nothing in a lake that was only compacted', async () => {
    const { lake, compactor } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    expect(await compactor.collectGarbage({ remove: true })).toEqual([]);
  });

  it('says what an ended process left in staging, and removes it when it is asked to', async () => {
    const { stagingFolder, open } = await createScene();
    // Of another host: it has a day.
    const left = join(stagingFolder, 'silver@00000000-1-0-ab', '000001-part-0000.parquet');
    await put('/', left);
    const nowNs = () => systemClock.nowNs() + 25n * 3_600_000_000_000n;
    const compactor = open({ clock: { ...systemClock, nowNs } });
    const item = { kind: 'staging', place: stagingFolder, bytes: 5 };
    expect(await compactor.collectGarbage()).toMatchObject([{ ...item, removed: false }]);
    expect(existsSync(left)).toBe(true);
    expect(await compactor.collectGarbage({ remove: true })).toMatchObject([
      { ...item, removed: true },
    ]);
    expect(existsSync(left)).toBe(false);
    expect(await compactor.collectGarbage()).toEqual([]);
  });

  it('lists files of Silver’s folders that no record names, and removes none of them', async () => {
    const { lake, compactor, root } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    const strays = [keyOf('13'), keyOf('14').replace('0000', '0001'), keyOf('15').slice(0, -8)];
    for (const key of strays) {
      await put(root, key);
    }
    const items = await compactor.collectGarbage({ remove: true });
    expect(items.map(({ kind, place, removed }) => [kind, place, removed])).toEqual(
      strays.map((key) => ['unrecorded', key, false]),
    );
    expect(strays.every((key) => existsSync(join(root, key)))).toBe(true);
  });
});
