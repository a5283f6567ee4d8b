import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { BusError } from '@assay/bus';
import { readLedger } from '@assay/ledger';
import { encodeLevelPayload } from '@assay/schemas';
import { localStagingFolder, StorageError } from '@assay/storage';
import {
  createFakeClock,
  createMemoryLog,
  createSeededRandom,
  createSimulatedStore,
  type FakeClock,
} from '@assay/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGoldKeeper, type GoldKeeper, type GoldWriterOptions } from '../../src/index.js';
import { tickRows } from '../support/counting-engine.js';
import { localLake } from '../support/scene.js';

/** One lake and one log that several keepers, each like a process of its own, may have. */
async function createStage() {
  const folder = await mkdtemp(join(tmpdir(), 'gold-keeper-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, 'lake');
  const clock = createFakeClock();
  const log = createMemoryLog();
  const lake = localLake(root);
  let ticks = 0;
  return {
    clock,
    log,
    /** Appends a payload of somebody's instant, and gives its sequence. */
    append: () => {
      const text = encodeLevelPayload(tickRows((ticks += 1), { producer: 'desk' }));
      return log.append({ subject: 'levels.signals', bytes: Buffer.from(text, 'utf8') });
    },
    ledger: () => readLedger({ store: lake, tier: 'gold', shard: 'levels' }),
    process: (options: Partial<GoldWriterOptions> = {}) => {
      const store = createSimulatedStore({ random: createSeededRandom(1), lake });
      const keeper = createGoldKeeper({
        ...{ log, store, shard: 'levels', clock, limits: { maxEvents: 1 } },
        stagingFolder: localStagingFolder(root),
        ...options,
      });
      onTestFinished(async () => {
        store.crash();
        await Promise.race([keeper.stop().catch(() => undefined), realTime(10)]);
      });
      return { keeper, store };
    },
  };
}

/** Lets the fake clock run until `isSo`; so many of its milliseconds it took. */
async function until(clock: FakeClock, isSo: () => boolean, stepMs = 250): Promise<number> {
  for (let ms = 0; ms <= 60_000; ms += stepMs) {
    if (isSo()) {
      return ms;
    }
    await clock.advance(stepMs);
    await realTime(12);
  }
  throw new Error('expected it to come true, was not');
}

const roleOf = ({ keeper }: { readonly keeper: GoldKeeper }) => keeper.status().role;
const committed = ({ keeper }: { readonly keeper: GoldKeeper }) => keeper.status().committedTo;

describe('createGoldKeeper', () => {
  it('stands by while another process stores the shard, and takes over after its death', async () => {
    const { process, clock, append, ledger } = await createStage();
    const first = process();
    await first.keeper.start();
    await append();
    await until(clock, () => committed(first) === 1n);
    const second = process();
    await second.keeper.start();
    expect(second.keeper.status()).toMatchObject({ role: 'standby', committedTo: undefined });
    expect(second.keeper.status().problem).toMatch(/stored by process \d+ on /);
    await until(clock, () => clock.monotonicMs() > 20_000);
    expect([roleOf(first), roleOf(second)]).toEqual(['active', 'standby']);

    first.store.crash();
    await append();
    expect(await until(clock, () => roleOf(second) === 'active', 50)).toBeLessThanOrEqual(10_000);
    await until(clock, () => committed(second) === 2n);
    expect((await ledger()).state.fence).toBe(2);
  });

  it('hands over when it stops, and nobody fences anybody', async () => {
    const { process, clock, append, ledger } = await createStage();
    const first = process();
    const second = process();
    await first.keeper.start();
    await second.keeper.start();
    await append();
    const stopped = first.keeper.stop();
    await until(clock, () => committed(first) === 1n);
    await stopped;
    expect(await until(clock, () => roleOf(second) === 'active', 50)).toBeLessThan(4_000);
    await append();
    await until(clock, () => committed(second) === 2n);
    const { state, totals } = await ledger();
    expect([state.fence, totals.rows]).toEqual([2, tickRows(1).length + tickRows(2).length]);
  });

  it('never fences for ever, though two start at the same moment', async () => {
    const { process, clock, append, ledger } = await createStage();
    const both = [process(), process()] as const;
    await Promise.all(both.map(({ keeper }) => keeper.start()));
    for (let round = 1n; round <= 8n; round += 1n) {
      await append();
      await until(clock, () => both.some((each) => committed(each) === round));
      await clock.advance(5_000);
    }
    expect(both.map(roleOf).sort()).toEqual(['active', 'standby']);
    expect((await ledger()).state.fence).toBeLessThanOrEqual(3);
  });

  it('goes on with another writer after what passes, and counts on', async () => {
    const { process, clock, append, log } = await createStage();
    const only = process({ lineageCheckSeconds: 1 });
    await only.keeper.start();
    await append();
    await until(clock, () => committed(only) === 1n);
    const { state } = log;
    log.state = () => Promise.reject(new BusError('LOG_DELETED', 'somebody deleted the stream'));
    await until(clock, () => roleOf(only) === 'recovering');
    expect(only.keeper.status().problem).toContain('somebody deleted the stream');
    log.state = state;
    await until(clock, () => roleOf(only) === 'active');
    await append();
    await until(clock, () => committed(only) === 2n);
    expect(only.keeper.status()).toMatchObject({ batches: 2 });
  });

  it('refuses to start where the first writer cannot, and says why', async () => {
    const { process } = await createStage();
    const only = process({
      log: Object.assign(createMemoryLog(), {
        state: () => Promise.reject(new StorageError('UNAVAILABLE', 'read-only file system')),
      }),
    });
    await expect(only.keeper.start()).rejects.toThrow('read-only file system');
    await expect(only.keeper.stop()).rejects.toThrow('read-only file system');
  });
});
