import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
