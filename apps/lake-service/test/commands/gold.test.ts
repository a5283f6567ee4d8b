import { copyLake } from '@assay/bronze';
import { createGoldWriter, openEngineGold } from '@assay/gold';
import { openEmbeddedLog } from '@assay/bus';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';
import { storedLake, type StoredLake } from '../support/stored-lake.js';

const AT_NS = 1_765_895_401_000_000_000n;
const ENGINE = { shard: 'signals-SPY', underlying: 'SPY', fingerprint: 'engine-1' };

/** A lake whose Gold has an engine's state, one level of another producer, and one level that is none. */
async function lakeWithGold(): Promise<StoredLake> {
  const lake = await storedLake(1);
  const root = lake.env.DATA_ROOT;
  const store = createLocalStore({ root });
  const stagingFolder = localStagingFolder(root);
  const log = await openEmbeddedLog({ root: lake.env.WAL_ROOT });
  const writer = createGoldWriter({ log: log.levels, store, shard: 'levels', stagingFolder });
  await writer.start();
  const level = {
    ...{ id: 'ROUND_685', kind: 'ROUND', price: 685, direction: 'SUPPORT', distance: 0.02 },
    ...{ break_score_raw: 12, break_score_smooth: 13.5, signal: 'NEUTRAL', confidence: 'LOW' },
    ...{ barrier: { state: 'WALL' }, fuel: { effect: 'NEUTRAL' } },
    runway: { direction: 'DOWN', next_obstacle: null, quality: 'CLEAR' },
  };
  const payload = {
    ...{ producer: 'desk', ts: Number(AT_NS / 1_000_000n) },
    spy: { spot: 685.02, bid: 685.01, ask: 685.03 },
    levels: [level, { ...level, id: 'ROUND_686', price: 'high' }],
  };
  const bytes = Buffer.from(JSON.stringify(payload));
  await log.levels.append({ subject: 'levels.signals', bytes });
  await writer.stop();
  const gold = await openEngineGold({ ...ENGINE, store, stagingFolder });
  await gold.commit({
    snapshots: [],
    derivation: { last_tick_ns: AT_NS, inputs: [], warm_up: null, missed: [] },
    state: Buffer.from('where the engine stood'),
  });
  await gold.close();
  await log.close();
  return lake;
}

describe('commands over a lake with Gold', () => {
  it('copy takes its logs, files and the state of an engine along', async () => {
    const { folder, env } = await lakeWithGold();
    const to = join(folder, 'moved');
    const moved = await runHere(['copy', '--to', to, '--json'], env);
    expect(moved.code, moved.stderr).toBe(0);
    expect(JSON.parse(moved.stdout)).toMatchObject({
      sealed: true,
      shards: [{ tier: 'bronze' }, { tier: 'gold' }, { tier: 'gold' }],
    });
    const there = { ...ENGINE, store: createLocalStore({ root: to }) };
    const gold = await openEngineGold({ ...there, stagingFolder: localStagingFolder(to) });
    expect(Buffer.from(gold.restored?.state ?? []).toString()).toBe('where the engine stood');
    await gold.close();
    const old = { ...ENGINE, store: createLocalStore({ root: env.DATA_ROOT }) };
    const stagingFolder = localStagingFolder(env.DATA_ROOT);
    await expect(openEngineGold({ ...old, stagingFolder })).rejects.toThrow(to);
  });

  it('a backup holds the state that its log names, though the engine goes on meanwhile', async () => {
    const { folder, env } = await lakeWithGold();
    const store = createLocalStore({ root: env.DATA_ROOT });
    const here = localStagingFolder(env.DATA_ROOT);
    const gold = await openEngineGold({ ...ENGINE, store, stagingFolder: here });
    const to = createLocalStore({ root: join(folder, 'backup') });
    const stagingFolder = localStagingFolder(to.root);
    let commits = 0;
    const report = await copyLake({
      ...{ from: store, to, stagingFolder, seal: false },
      failpoint: async (name) => {
        if (name === 'copy.after-file' && commits === 0) {
          commits += 1;
          await gold.commit({
            snapshots: [],
            derivation: { last_tick_ns: AT_NS + 1n, inputs: [], warm_up: null, missed: [] },
            state: Buffer.from('a little further'),
          });
        }
      },
    });
    await gold.close();
    expect(report).toMatchObject({ complete: true, passes: 2 });
    const backup = await openEngineGold({ ...ENGINE, store: to, stagingFolder });
    expect(Buffer.from(backup.restored?.state ?? []).toString()).toBe('a little further');
    await backup.close();
  });

  it('doctor looks at its shards, and dead-letters at its letters', async () => {
    const { env } = await lakeWithGold();
    const { stdout } = await runHere(['doctor', '--json'], env);
    expect(stdout).toContain("Gold's shard levels: commit log");
    expect(stdout).toContain("Gold's shard signals-SPY: unfinished batch");
    const letters = await runHere(['dead-letters', 'list', '--shard', 'levels', '--json'], env);
    expect(letters.code, letters.stderr).toBe(0);
    expect(letters.stdout).toContain('ROUND_686');
  });

  it('verify proves Bronze beside it, and claims nothing of Gold', async () => {
    const { env } = await lakeWithGold();
    expect(await runHere(['verify'], env)).toMatchObject({ code: 0 });
    const asked = await runHere(['verify', '--tier', 'gold'], env);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('what Gold stores is not verified by this release');
  });

  it('archive leaves it where it is', async () => {
    const { folder, env } = await lakeWithGold();
    const to = join(folder, 'archive');
    const done = await runHere(
      ['archive', '--before', '2026-01-01', '--to', to, '--delete', '--json'],
      env,
    );
    expect(done.code, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ files: { copied: 1 }, sealed: 1 });
  });
});
