import { setTimeout as realTime } from 'node:timers/promises';
import { join } from 'node:path';
import { BusError } from '@assay/bus';
import { readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { createLocalStore, localStagingFolder, StorageError } from '@assay/storage';
import {
  createFakeClock,
  createSeededRandom,
  createSimulatedStore,
  recordingLogger,
  type FakeClock,
} from '@assay/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createShardKeeper, type ShardKeeper, type ShardKeeperOptions } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { scratchFolder } from '../support/scene.js';

const trade = (offset: number) => message(futuresTrades, [futuresTrade(offset)]);

/** One lake and one log that several keepers, each like a process of its own, may have. */
async function createScene() {
  const root = join(await scratchFolder(), 'lake');
  const clock = createFakeClock();
  const logger = recordingLogger();
  const log = createMemoryLog();
  const lake = createLocalStore({ root });
  return {
    clock,
    logger,
    log,
    ledger: () => readLedger({ store: lake, tier: 'bronze', shard: 'market' }),
    process: (options: Partial<ShardKeeperOptions> = {}) => {
      const store = createSimulatedStore({ random: createSeededRandom(1), lake });
      const keeper = createShardKeeper({
        log,
        store,
        shard: 'market',
        stagingFolder: localStagingFolder(root),
        limits: { maxEvents: 1 },
        clock,
        logger,
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

/** How far the fake clock goes while the disk has 12 ms of real time. */
const STEP_MS = 250;
/** Where a span is measured: what the disk takes on a busy machine must not count as much. */
const FINE_STEP_MS = 50;

/** Lets the fake clock run until `isSo`; so many of its milliseconds it took. */
async function until(clock: FakeClock, isSo: () => boolean, stepMs = STEP_MS): Promise<number> {
  for (let ms = 0; ms <= 60_000; ms += stepMs) {
    if (isSo()) {
      return ms;
    }
    await clock.advance(stepMs);
    await realTime(12);
  }
  throw new Error('expected it to come true, was not');
}

const committed = ({ keeper }: { keeper: ShardKeeper }) => keeper.status().committedTo;

async function append(log: MemoryLog, count: number): Promise<void> {
  for (let offset = 0; offset < count; offset += 1) {
    await log.append(trade(offset));
  }
}

describe('createShardKeeper', () => {
  it('stands by while another process stores the shard, and takes over within 10 s of its death', async () => {
    const { process, clock, log, ledger } = await createScene();
    const first = process();
    await first.keeper.start();
    await append(log, 2);
    await until(clock, () => committed(first) === 2n);
    const second = process();
    await second.keeper.start();
    expect(second.keeper.status()).toMatchObject({ role: 'standby' });
    expect(second.keeper.status().problem).toMatch(/stored by process \d+ on /);
    await until(clock, () => clock.monotonicMs() > 20_000);
    expect(second.keeper.status().role).toBe('standby');

    first.store.crash();
    await append(log, 2);
    const isActive = () => second.keeper.status().role === 'active';
    const tookMs = await until(clock, isActive, FINE_STEP_MS);
    expect(tookMs).toBeLessThanOrEqual(10_000);
    await until(clock, () => committed(second) === 4n);
    expect((await ledger()).totals.rows).toBe(4);
  });

  it('hands over at once when it stops', async () => {
    const { process, clock, log } = await createScene();
    const first = process();
    await first.keeper.start();
    const second = process();
    await second.keeper.start();
    await log.append(trade(1));
    const stopped = first.keeper.stop();
    await until(clock, () => committed(first) === 1n);
    await stopped;
    const isActive = () => second.keeper.status().role === 'active';
    expect(await until(clock, isActive, FINE_STEP_MS)).toBeLessThan(4_000);
  });

  it('never fences for ever, though two are active by mistake', async () => {
    const { process, clock, log, ledger } = await createScene();
    const both = [process(), process()] as const;
    await Promise.all(both.map(({ keeper }) => keeper.start()));
    for (let round = 0; round < 12; round += 1) {
      await log.append(trade(round));
      await until(clock, () => both.some((each) => committed(each) === BigInt(round + 1)));
      await clock.advance(5_000);
      await realTime(5);
    }
    const { state, totals } = await ledger();
    expect(totals.rows).toBe(12);
    expect(state.fence).toBeLessThanOrEqual(3);
    expect(both.map(({ keeper }) => keeper.status().role).sort()).toEqual(['active', 'standby']);
  });

  it('begins anew over a log that was replaced under it, with an alarm', async () => {
    const { process, clock, log, ledger, logger } = await createScene();
    const one = process();
    await one.keeper.start();
    await append(log, 1);
    await until(clock, () => committed(one) === 1n);
    log.failing.read = new BusError('LOG_REPLACED', 'another one');
    await log.append(trade(1));
    await until(clock, () => one.keeper.status().role === 'recovering');
    expect(one.keeper.status().problem).toBe('another one');
    delete log.failing.read;
    await until(clock, () => committed(one) === 2n);
    expect((await ledger()).totals.rows).toBe(2);
    expect(one.keeper.status()).toMatchObject({ role: 'active', events: 2 });
    expect(
      logger.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ move: 'begin-anew' })]));
  });

  it('tries again after what passes, and says what is not stored when it is stopped meanwhile', async () => {
    const { process, clock, log } = await createScene();
    const one = process();
    await one.keeper.start();
    log.failing.read = new StorageError('UNAVAILABLE', 'slow down', { retryable: true });
    await log.append(trade(1));
    await until(clock, () => one.keeper.status().role === 'recovering');
    // It waits 1 s, then 2 s and so on: in ten seconds it has not tried a hundred times.
    await until(clock, () => clock.monotonicMs() > 10_000);
    const stopped = one.keeper.stop();
    await expect(stopped).rejects.toThrow('slow down');
    await expect(one.keeper.done).rejects.toThrow('slow down');
  });

  it('tells whoever starts it that its first writer cannot start', async () => {
    const { process, log } = await createScene();
    log.failing.state = new BusError('UNAVAILABLE', 'away', { retryable: true });
    const { keeper } = process();
    await expect(keeper.start()).rejects.toThrow('away');
    await expect(keeper.stop()).rejects.toThrow('away');
  });

  it('refuses a shard that is taken, where a command has one try', async () => {
    const { process, clock } = await createScene();
    await process().keeper.start();
    const { keeper } = process({ whileTaken: 'refuse' });
    let refused: unknown;
    keeper.start().catch((error: unknown) => {
      refused = error;
    });
    await until(clock, () => refused !== undefined);
    expect(refused).toMatchObject({
      code: 'SHARD_TAKEN',
      message: expect.stringMatching(/shard market: .*was process \d+ on /) as string,
    });
  });

  it('answers questions about runs only while it is active', async () => {
    const { process } = await createScene();
    const first = process();
    await first.keeper.start();
    expect(first.keeper.storedOfRun('day')).toEqual([]);
    const second = process();
    await second.keeper.start();
    expect(() => second.keeper.storedOfRun('day')).toThrow(/was standby: stored by process/);
    await expect(second.keeper.flushAll()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('stops while the writer that follows a failed one is still starting', async () => {
    const { clock, log, process, ledger } = await createScene();
    let claims = 0;
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { keeper } = process({
      failpoint: async (name) => {
        if (name !== 'ledger.before-claim') return;
        claims += 1;
        if (claims === 2) await gate;
      },
    });
    await keeper.start();
    log.failing.read = new BusError('UNAVAILABLE', 'gone for a moment', { retryable: true });
    await log.append(trade(1));
    await until(clock, () => keeper.status().role === 'recovering');
    delete log.failing.read;
    await until(clock, () => claims === 2);
    let isStopped = false;
    const stopping = keeper.stop().then(() => {
      isStopped = true;
    });
    goOn();
    await until(clock, () => isStopped);
    await stopping;
    expect((await ledger()).totals.rows).toBe(1);
  });

  it('ends without a word before it was started', async () => {
    const { process } = await createScene();
    const { keeper } = process();
    await keeper.stop();
    await keeper.done;
  });
});
