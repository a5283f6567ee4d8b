import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import { localStagingFolder } from '@assay/storage';
import { noFailpoint, type Failpoint } from '@assay/telemetry';
import { crashAt, createCountingFailpoint, createFakeClock } from '@assay/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngineGold, type EngineGoldOptions } from '../../src/index.js';
import { FIRST_TICK, runEngine, TICK_NS, tickRows } from '../support/counting-engine.js';
import { chosen } from '../support/chosen-failpoints.js';
import { localLake } from '../support/scene.js';
import { filesOf, storedRows } from '../support/stored.js';

const SHARD = 'signals-SPY';
const TICKS = 9;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'engine-gold-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('openEngineGold', () => {
  it('stores every instant once, in the order of instants and levels, and says of what', async () => {
    const derivation = await runEngine(options('a'), TICKS);
    const rows = await storedRows(options('a').store, SHARD);
    const expected = Array.from({ length: TICKS }, (_, tick) => tickRows(tick)).flat();
    expect(rows.map(withoutSystemColumns)).toEqual(expected);
    expect(rows.map((row) => row['_pos'])).toEqual(positions(TICKS));
    const { state } = await readLedger({ ...options('a'), tier: 'gold' });
    expect(state.derivation).toEqual(derivation);
    expect(state.epoch).toMatchObject({ created: 'engine-1', epoch: 1 });
    expect(derivation).toMatchObject({
      last_tick_ns: FIRST_TICK + 8n * TICK_NS,
      inputs: [{ shard: 'market', epoch: 1, seq: 90n }],
    });
    const keys = [...(await filesOf(lake('a'), 'gold')).keys()];
    expect(keys[0]).toMatch(
      /^gold\/streaming\/signals\/underlying=SPY\/date=2025-12-16\/hour=13\/part-135959_000000-[0-9a-f]{8}-e1-000000000001-000000000003\.parquet$/,
    );
    expect(keys).toHaveLength(4);
    expect(await states('a')).toEqual([derivation?.state.key]);
  });

  it('goes on in the state of the last commit', async () => {
    await runEngine(options('a'), 3);
    let restored = '';
    await runEngine(options('a'), 6, (gold) => {
      restored = Buffer.from(gold.restored?.state ?? []).toString('utf8');
    });
    expect(restored).toBe('3');
  });

  it('stores the same bytes wherever it is stopped', { timeout: 120_000 }, async () => {
    const counting = createCountingFailpoint();
    await runEngine({ ...options('whole'), failpoint: counting.failpoint }, TICKS);
    const expected = await filesOf(lake('whole'), 'gold');
    const points = [...counting.counts.keys()].filter((name) => /^(gold|ledger)[.]/.test(name));
    expect(points).toEqual(expect.arrayContaining(['gold.after-state', 'gold.after-commit']));
    for (const point of chosen(points)) {
      const name = point.replaceAll('.', '-');
      const nth = (counting.counts.get(point) ?? 1) > 1 ? 2 : 1;
      await expect(runEngine(options(name, crashAt(point, nth)), TICKS)).rejects.toThrow(
        'crash at',
      );
      await runEngine(options(name), TICKS);
      expect(await filesOf(lake(name), 'gold'), point).toEqual(expected);
      expect(await states(name), point).toHaveLength(1);
    }
  });

  it('finishes what another engine left unfinished, and begins a new epoch after it', async () => {
    const crash = options('a', crashAt('ledger.after-intent', 2));
    await expect(runEngine(crash, TICKS)).rejects.toThrow('crash at');
    const other = { ...options('a'), fingerprint: 'engine-2' };
    await runEngine(other, TICKS, (gold) => {
      expect(gold.restored).toBeUndefined();
      expect(gold.epoch).toBe(2);
      expect(gold.previous).toMatchObject({
        fingerprint: 'engine-1',
        last_tick_ns: FIRST_TICK + 5n * TICK_NS,
      });
      expect(gold.lastTickNs).toBe(gold.previous?.last_tick_ns);
    });
    const rows = await storedRows(other.store, SHARD);
    const ticks = new Set(rows.map((row) => row['break_score_raw']));
    expect(ticks.size).toBe(TICKS);
    expect(rows).toHaveLength(18);
    await runEngine(options('a'), 12, (gold) => {
      expect(gold.restored).toBeUndefined();
      expect(gold.previous?.fingerprint).toBe('engine-2');
    });
    expect(await storedRows(other.store, SHARD)).toHaveLength(24);
    const { epochs } = await readLedger({ ...other, tier: 'gold' });
    expect(epochs.map(({ reason }) => reason)).toEqual(['first', 'recreated', 'returned']);
  });

  it('fences the older of two writers', async () => {
    await using older = await openEngineGold(options('a'));
    await using newer = await openEngineGold(options('a'));
    await newer.commit(batchOf(0));
    await expect(older.commit(batchOf(0))).rejects.toMatchObject({ code: 'FENCED' });
    await newer.commit(batchOf(1));
    expect(await storedRows(options('a').store, SHARD)).toHaveLength(3);
    expect((await states('a')).length).toBeLessThanOrEqual(2);
    await using next = await openEngineGold(options('a'));
    expect(next.restored).toBeDefined();
    expect(await states('a')).toHaveLength(1);
  });

  it('stores a state without rows', async () => {
    await using gold = await openEngineGold(options('a'));
    const derivation = { ...batchOf(3).derivation };
    await gold.commit({ snapshots: [], derivation, state: Buffer.from('x') });
    expect(gold.lastTickNs).toBe(derivation.last_tick_ns);
    await gold.commit(batchOf(4));
    expect(await storedRows(options('a').store, SHARD)).toHaveLength(2);
    const { gaps } = await readLedger({ ...options('a'), tier: 'gold' });
    expect(gaps).toMatchObject([{ from: 1n, to: 1n, reason: 'no-rows' }]);
  });

  it('sorts and merges what came too late', async () => {
    await using gold = await openEngineGold(options('a'));
    const missed = [
      { shard: 'b', epoch: 1, from: 7n, to: 7n },
      { shard: 'a', epoch: 1, from: 5n, to: 6n },
      { shard: 'a', epoch: 1, from: 1n, to: 4n },
    ];
    const batch = batchOf(0);
    const { derivation } = await gold.commit({
      ...batch,
      derivation: { ...batch.derivation, missed },
    });
    expect(derivation.missed).toEqual([
      { shard: 'a', epoch: 1, from: 1n, to: 6n },
      { shard: 'b', epoch: 1, from: 7n, to: 7n },
    ]);
  });

  it('refuses a batch that contradicts itself or what is stored, and stays usable', async () => {
    await using gold = await openEngineGold(options('a'));
    await gold.commit(batchOf(2));
    const { derivation, state } = batchOf(3);
    const [row] = tickRows(3);
    const refused = (rows: (typeof row)[], words: string) =>
      expect(
        gold.commit({ snapshots: [{ tsEventNs: row.ts_event_ns, rows }], derivation, state }),
      ).rejects.toThrow(words);
    await expect(gold.commit(batchOf(1))).rejects.toThrow('expected an instant after');
    await refused([], 'expected at least one row, was none');
    await refused([row, row], 'was a second one');
    await refused([{ ...row, underlying: 'QQQ' }], 'was one of QQQ');
    await refused([{ ...row, spot: Number.NaN }], 'spot: expected a finite number');
    await expect(gold.commit({ ...batchOf(9), derivation })).rejects.toMatchObject({
      code: 'BAD_BATCH',
    });
    await gold.commit(batchOf(3));
  });

  it('refuses to go on from a state that is not there', async () => {
    const derivation = await runEngine(options('a'), 3);
    await options('a').store.remove(derivation?.state.key ?? '');
    await expect(openEngineGold(options('a'))).rejects.toMatchObject({ code: 'STATE_CHANGED' });
  });

  it('says when it is time to store', async () => {
    const clock = createFakeClock();
    await using gold = await openEngineGold({ ...options('a'), clock });
    const since = clock.monotonicMs();
    expect(gold.due(499, since)).toBeUndefined();
    expect(gold.due(500, since)).toBe('events');
    await clock.advance(10_000);
    expect(gold.due(1, since)).toBe('age');
    expect(gold.due(0, since)).toBeUndefined();
  });
});

function batchOf(tick: number) {
  const rows = tickRows(tick);
  return {
    snapshots: [{ tsEventNs: rows[0].ts_event_ns, rows }],
    derivation: {
      ...{ last_tick_ns: rows[0].ts_event_ns, inputs: [], warm_up: null, missed: [] },
    },
    state: Buffer.from(String(tick)),
  };
}

function lake(name: string): string {
  return join(root, name);
}

function options(name: string, failpoint: Failpoint = noFailpoint): EngineGoldOptions {
  return {
    store: localLake(lake(name)),
    ...{ shard: SHARD, underlying: 'SPY', fingerprint: 'engine-1', failpoint },
    stagingFolder: localStagingFolder(lake(name)),
  };
}

async function states(name: string): Promise<string[]> {
  return [...(await filesOf(lake(name), `_lake/gold/${SHARD}/state`)).keys()];
}

function positions(ticks: number): bigint[] {
  return Array.from({ length: ticks }, (_, tick) =>
    tickRows(tick).map((_row, index) => BigInt(tick + 1) * 65_536n + BigInt(index)),
  ).flat();
}

function withoutSystemColumns(row: Record<string, unknown>): Record<string, unknown> {
  const { _pos, _run, _run_pos, ...own } = row;
  expect([typeof _pos, _run, _run_pos]).toEqual(['bigint', null, null]);
  return own;
}
