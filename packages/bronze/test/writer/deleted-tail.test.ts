import { setTimeout as realTime } from 'node:timers/promises';
import { readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { SimulatedCrash } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { deferred } from '../support/deferred.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { createScene, type Scene } from '../support/scene.js';

const HOUR = { maxSeconds: 3_600 };

const trade = (offset: number) => message(futuresTrades, [futuresTrade(offset)]);

const fold = (scene: Scene) => readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });

async function logOf(count: number): Promise<MemoryLog> {
  const log = createMemoryLog();
  for (let offset = 1; offset <= count; offset += 1) {
    await log.append(trade(offset));
  }
  return log;
}

/** Who follows it is given nothing before `goOn`; who looks at what is there, at once. */
function slowed(log: MemoryLog): { readonly slow: MemoryLog; readonly goOn: () => void } {
  const gate = deferred();
  const slow: MemoryLog = {
    ...log,
    async *read(from, options) {
      if (options?.follow === true) await gate.promise;
      yield* log.read(from, options);
    },
  };
  return { slow, goOn: () => gate.resolve() };
}

describe('a log whose newest messages were deleted', () => {
  it('is stored to its end: what is missing there is a declared gap', async () => {
    const scene = await createScene();
    const log = await logOf(5);
    log.forget(4n);
    log.forget(5n);
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.flushAll();
    expect(writer.status()).toMatchObject({ committedTo: 5n, rows: 3 });
    await log.append(trade(6));
    await writer.stop();
    const { gaps, totals } = await fold(scene);
    expect(gaps).toEqual([{ from: 4n, to: 5n, reason: 'log-gap', epoch: 1 }]);
    expect(totals.rows).toBe(4);
  });

  it('is stored to its end where they go while they are waited for', async () => {
    const scene = await createScene();
    const log = await logOf(3);
    const { slow, goOn } = slowed(log);
    const writer = scene.writer({ log: slow, limits: HOUR });
    await writer.start();
    const stopped = writer.stop();
    await realTime(50);
    log.forget(3n);
    goOn();
    await stopped;
    const { gaps, totals } = await fold(scene);
    expect(gaps).toMatchObject([{ from: 3n, to: 3n, reason: 'log-gap' }]);
    expect(totals.rows).toBe(2);
  });

  it('declares nothing missing that is only slow to come', async () => {
    const scene = await createScene();
    const log = await logOf(6);
    log.forget(6n);
    const { slow, goOn } = slowed(log);
    const writer = scene.writer({ log: slow, limits: HOUR });
    await writer.start();
    const stopped = writer.stop();
    await realTime(700);
    goOn();
    await stopped;
    const { gaps, totals } = await fold(scene);
    expect(gaps).toMatchObject([{ from: 6n, to: 6n }]);
    expect(totals.rows).toBe(5);
  });

  it('lets a batch be finished that was announced with them', async () => {
    const scene = await createScene();
    const log = await logOf(3);
    const crashing = scene.writer({
      log,
      limits: HOUR,
      failpoint: (name) => {
        if (name === 'ledger.after-intent') throw new SimulatedCrash(name);
      },
    });
    await crashing.start();
    await expect(crashing.flushAll()).rejects.toThrow(SimulatedCrash);
    log.forget(3n);
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.stop();
    const { gaps, totals, state } = await fold(scene);
    expect(totals.rows).toBe(2);
    expect(gaps).toMatchObject([{ from: 3n, to: 3n, reason: 'lost-with-log' }]);
    expect(state.committedTo).toBe(3n);
  });

  it('is not taken for shorter than it is where a reading ends early', async () => {
    const scene = await createScene();
    const log = await logOf(4);
    const crashing = scene.writer({
      log,
      limits: HOUR,
      failpoint: (name) => {
        if (name === 'ledger.after-intent') throw new SimulatedCrash(name);
      },
    });
    await crashing.start();
    await expect(crashing.flushAll()).rejects.toThrow(SimulatedCrash);
    log.forget(4n);
    // As a replica that lags behind: it has neither the third message nor what became of the fourth.
    const lagging: MemoryLog = {
      ...log,
      async *read(from, options) {
        for await (const group of log.read(from, options)) {
          yield group.filter(({ sequence }) => sequence < 3n);
        }
      },
    };
    const first = scene.writer({ log: lagging, limits: HOUR });
    await expect(first.recoverAll()).rejects.toMatchObject({ retryable: true });
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.stop();
    const { gaps, totals } = await fold(scene);
    expect(gaps).toMatchObject([{ from: 4n, to: 4n }]);
    expect(totals.rows).toBe(3);
  });
});

describe('a writer whose last message was deleted', () => {
  /** Five are stored, and the fifth is none of the log's any more. */
  async function stored(scene: Scene): Promise<MemoryLog> {
    const log = await logOf(5);
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.stop();
    log.forget(5n);
    return log;
  }

  it('goes on', async () => {
    const scene = await createScene();
    const log = await stored(scene);
    await log.append(trade(6));
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    await writer.stop();
    const { epochs, totals } = await fold(scene);
    expect([epochs.length, totals.rows]).toEqual([1, 6]);
  });

  it('stores nothing of a log that was rewound before its reading began', async () => {
    const scene = await createScene();
    const before = await stored(scene);
    const after = await logOf(1);
    for (const offset of [102, 103, 104, 105, 106]) {
      await after.append(trade(offset));
    }
    after.forget(5n);
    const opened = deferred();
    let now = before;
    const log: MemoryLog = {
      ...before,
      state: () => now.state(),
      markAt: (sequence) => now.markAt(sequence),
      async *read(from, options) {
        if (options?.follow === true) await opened.promise;
        yield* now.read(from, options);
      },
    };
    const writer = scene.writer({ log, limits: HOUR });
    await writer.start();
    now = after;
    opened.resolve();
    await expect(writer.done).rejects.toMatchObject({ code: 'LINEAGE_CHANGED' });
    expect((await fold(scene)).totals.rows).toBe(5);
    const next = scene.writer({ log, limits: HOUR });
    await next.start();
    await next.stop();
    expect((await fold(scene)).totals.rows).toBe(5 + 4);
  });
});
