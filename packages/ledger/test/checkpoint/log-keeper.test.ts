import { ledgerCheckpointKey, parseLedgerCheckpoint } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { nullLogger } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { LogKeeper } from '../../src/checkpoint/log-keeper.js';
import { openingState } from '../../src/checkpoint/opening-state.js';
import { EntryLog } from '../support/entry-log.js';
import { createMapStore } from '../support/map-store.js';

const KEY = ledgerCheckpointKey('bronze', 'market');
const UPKEEP = { checkpointEntries: 10, segmentEntries: 20 };

/** A writer's log that grows by batches, and its keeper. */
function createGrowing(change: (store: ObjectStore) => ObjectStore = (store) => store) {
  const store = createMapStore();
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  const log = new EntryLog().claim('one').epoch();
  const warnings: string[] = [];
  const logger = { ...nullLogger, warn: (message: string) => warnings.push(message) };
  const keeper = new LogKeeper({ ...place, store: change(store), upkeep: UPKEEP, logger }, 0);
  let batches = 0;
  const state = async () => {
    await log.save(store);
    return openingState({ ...place, store: createMapStore(new Map(store.objects)) }, nullLogger);
  };
  const grow = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      batches += 1;
      log.batch(batches);
      keeper.keep(await state());
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const checkpoint = () => parseLedgerCheckpoint(store.objects.get(KEY) ?? new Uint8Array(), KEY);
  const segments = () => [...store.objects.keys()].filter((key) => key.includes('/segments/'));
  return { ...place, store, log, keeper, grow, state, checkpoint, segments, warnings };
}

describe('LogKeeper', () => {
  it('writes a checkpoint and a segment once so many entries have come', async () => {
    const lake = createGrowing();
    await lake.grow(3);
    expect(lake.store.objects.has(KEY)).toBe(false);
    await lake.grow(1);
    expect(lake.checkpoint().number).toBe(10);
    await lake.grow(4);
    expect(lake.checkpoint().number).toBe(10);
    expect(lake.segments()).toEqual([]);
    await lake.grow(1);
    await lake.keeper.close(undefined);
    expect(lake.checkpoint().number).toBe(20);
    expect(lake.segments()).toHaveLength(1);
    expect(lake.warnings).toEqual([]);
  });

  it('leaves a checkpoint of the end when it is closed, unless there is one', async () => {
    const lake = createGrowing();
    await lake.grow(2);
    await lake.keeper.close(await lake.state());
    expect(lake.checkpoint().number).toBe(6);
    const bytes = lake.store.objects.get(KEY);
    await new LogKeeper(lake, 6).close(await lake.state());
    expect(lake.store.objects.get(KEY)).toBe(bytes);
  });

  it('never fails its writer: it warns, and tries again later', async () => {
    const failing = { now: true };
    const lake = createGrowing((store) => ({
      ...store,
      replace: (key, source) =>
        failing.now ? Promise.reject(new Error('disk full')) : store.replace(key, source),
      createIfAbsent: (key, source) =>
        failing.now ? Promise.reject(new Error('disk full')) : store.createIfAbsent(key, source),
    }));
    await lake.grow(9);
    await lake.keeper.close(undefined);
    expect(lake.warnings).toHaveLength(3);
    failing.now = false;
    const next = new LogKeeper({ ...lake, upkeep: UPKEEP }, 0);
    next.keep(await lake.state());
    await next.close(undefined);
    expect(lake.checkpoint().number).toBe(20);
    expect(lake.segments()).toHaveLength(1);
  });
});
