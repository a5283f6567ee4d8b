import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSeededRandom } from '@assay/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { memoryFolder } from '../support/memory-folder.js';
import { entriesOf, entryKey, smallLake, type Lake } from './lake.js';

vi.mock('../../../query/src/session.js', async (original) =>
  (await import('../support/pooled-engines.js')).pooledEngines(await original()),
);

const FLIPS = process.env['ASSAY_LONG'] === '1' ? 2_000 : 15;

let folder: string;
let lake: Lake;

beforeAll(async () => {
  folder = await memoryFolder('verify');
  lake = await smallLake(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every object of the lake that is committed. */
async function committedKeys(): Promise<string[]> {
  const keys: string[] = [];
  for (const entry of await entriesOf(lake)) {
    keys.push(entryKey(entry.number));
    keys.push(...(entry.kind === 'commit' ? entry.files.map(({ key }) => key) : []));
  }
  return keys;
}

describe('any byte of any committed object, flipped', () => {
  it('is found, and laid to that object', async () => {
    const random = createSeededRandom('byte flips');
    const { certificate: earlier } = await verifyBronze({ store: lake.store });
    const keys = await committedKeys();
    for (let flip = 0; flip < FLIPS; flip += 1) {
      const key = random.pick(keys);
      const path = join(lake.root, key);
      const bytes = await readFile(path);
      const damaged = Buffer.from(bytes);
      const at = random.below(bytes.length);
      damaged[at] ^= 1 << random.below(8);
      await writeFile(path, damaged);
      const { problems } = await verifyBronze({ store: lake.store, earlier });
      await writeFile(path, bytes);
      const objects = problems.map(({ object }) => object);
      expect(objects, `byte ${at} of ${key}`).toContain(key);
    }
  }, 600_000);
});
