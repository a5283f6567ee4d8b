import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localStagingFolder } from '@assay/storage';
import { spawnUntil, startProgram } from '@assay/testkit/servers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runEngine } from '../support/counting-engine.js';
import { localLake } from '../support/scene.js';
import { filesOf } from '../support/stored.js';

const PROGRAM = fileURLToPath(new URL('../programs/storing-engine.ts', import.meta.url));
const TICKS = 6;
const EVERYWHERE = [
  'gold.before-build',
  'gold.after-build',
  'gold.after-state',
  'ledger.before-intent',
  'ledger.after-intent',
  'ledger.after-publish-file',
  'ledger.before-commit',
  'ledger.after-commit',
  'gold.after-commit',
  'gold.after-remove-state',
];
const POINTS = process.env['ASSAY_LONG'] === '1' ? EVERYWHERE : ['ledger.after-intent'];

let expected: Map<string, string>;

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'gold-whole-'));
  const store = localLake(root);
  const engine = { shard: 'signals-SPY', underlying: 'SPY', fingerprint: 'engine-1' };
  await runEngine({ store, ...engine, stagingFolder: localStagingFolder(root) }, TICKS);
  expected = await filesOf(root, 'gold');
  await rm(root, { recursive: true });
});

describe("an engine's process", () => {
  it.each(POINTS)(
    'is killed at %s, and its successor stores the same bytes',
    { timeout: 180_000 },
    async (name) => {
      const root = await scratch();
      const args = [root, String(TICKS)];
      await spawnUntil(PROGRAM, { args, seconds: 90, failpoint: { name, nth: 2 } });
      await using next = await startProgram(PROGRAM, { args });
      expect(await next.ended).toMatchObject({ code: 0 });
      expect(await filesOf(root, 'gold')).toEqual(expected);
    },
  );

  it('is frozen before its intent, and wakes fenced', { timeout: 180_000 }, async () => {
    const root = await scratch();
    const args = [root, String(TICKS)];
    const failpoint = { name: 'gold.after-state', nth: 2, action: 'stop' } as const;
    await using zombie = await spawnUntil(PROGRAM, { args, seconds: 90, failpoint });
    await using next = await startProgram(PROGRAM, { args });
    expect(await next.ended).toMatchObject({ code: 0 });
    zombie.resume();
    expect(await zombie.ended).toMatchObject({ code: 3, stdout: 'FENCED' });
    expect(await filesOf(root, 'gold')).toEqual(expected);
    expect(await filesOf(root, '_lake/gold/signals-SPY/state')).toHaveProperty('size', 1);
  });
});

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gold-killed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'lake');
}
