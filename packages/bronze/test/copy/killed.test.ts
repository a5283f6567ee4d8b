import { fileURLToPath } from 'node:url';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { spawnUntil } from '@assay/testkit/servers';
import { describe, expect, it } from 'vitest';
import { archiveLake, copyLake, createBronzeReader, verifyBronze } from '../../src/index.js';
import { beside, copyTo, lakeOfDays } from '../support/market-lake.js';
import type { Scene } from '../support/scene.js';

const PROGRAM = fileURLToPath(new URL('../programs/copying.ts', import.meta.url));
const RANGE = { from: '2024-12-18', to: '2024-12-20' };
const isLong = process.env['ASSAY_LONG'] === '1';

const COPY_POINTS = [
  { name: 'storage.after-link', nth: 2 },
  { name: 'storage.after-staging-write', nth: 5 },
  { name: 'copy.before-log', nth: 1 },
  { name: 'storage.after-link', nth: 9 },
  { name: 'copy.before-seal', nth: 1 },
  { name: 'copy.after-seal', nth: 1 },
];
const ARCHIVE_POINTS = [
  { name: 'copy.after-file', nth: 2 },
  { name: 'archive.before-seal', nth: 1 },
  { name: 'archive.after-seal', nth: 1 },
  { name: 'archive.after-remove', nth: 2 },
];

async function rowsOf(root: string): Promise<unknown[]> {
  const reader = createBronzeReader({ store: createLocalStore({ root }) });
  try {
    const rows = [];
    for (const symbol of ['ESZ4', 'NQZ4']) {
      const table = await reader.read(futuresTrades, { symbol, range: RANGE });
      rows.push(...table.toArray().map((row) => row.toJSON() as unknown));
    }
    return rows;
  } finally {
    await reader.close();
  }
}

interface Point {
  readonly name: string;
  readonly nth: number;
}

async function kill(scene: Scene, what: string, to: string, point: Point) {
  const program = await spawnUntil(PROGRAM, { args: [what, scene.root, to], failpoint: point });
  await program.kill();
}

async function killedMove(point: Point): Promise<void> {
  const scene = await lakeOfDays(3);
  const rows = await rowsOf(scene.root);
  const root = beside(scene, 'copy');
  await kill(scene, 'move', root, point);
  expect(await rowsOf(scene.root)).toEqual(rows);
  const to = createLocalStore({ root });
  const report = await copyLake(copyTo(scene, to, { seal: true }));
  expect(report).toMatchObject({ complete: true, sealed: true, problems: [] });
  for (const store of [to, scene.store]) {
    expect(await rowsOf(store.root)).toEqual(rows);
    expect((await verifyBronze({ store })).problems).toEqual([]);
  }
}

async function killedArchive(point: Point): Promise<void> {
  const scene = await lakeOfDays(3);
  const rows = await rowsOf(scene.root);
  const root = beside(scene, 'archive');
  await kill(scene, 'archive', root, point);
  expect(await rowsOf(scene.root)).toEqual(rows);
  const report = await archiveLake({
    store: scene.store,
    to: createLocalStore({ root }),
    stagingFolder: localStagingFolder(root),
    before: '2024-12-20',
    remove: true,
  });
  expect(report).toMatchObject({ complete: true, problems: [] });
  expect(await rowsOf(scene.root)).toEqual(rows);
  expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
}

describe('copyLake, killed', () => {
  it('has lost nothing, and goes on when it is run again', () =>
    killedMove({ name: 'copy.after-file', nth: 3 }));

  it.skipIf(!isLong).each(COPY_POINTS)('goes on after $name, passing $nth [long]', killedMove);
});

describe('archiveLake, killed', () => {
  it.skipIf(!isLong).each(ARCHIVE_POINTS)(
    'has lost nothing, and goes on after $name, passing $nth [long]',
    killedArchive,
  );
});
