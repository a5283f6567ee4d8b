import type { Clock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import type { SimulatedEvent } from '../../src/simulator/event.js';
import { runSimulator } from '../../src/simulator/pacing.js';
import { digest, market, SECOND_NS, START_NS } from './markets.js';

/** A clock that moves only while somebody sleeps, or when told. */
function fakeClock(): Clock & { milliseconds: number; readonly sleeps: number[] } {
  const clock = {
    milliseconds: 1_000,
    sleeps: [] as number[],
    nowNs: () => BigInt(clock.milliseconds) * 1_000_000n,
    monotonicMs: () => clock.milliseconds,
    sleep: (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      clock.sleeps.push(milliseconds);
      clock.milliseconds += milliseconds;
      return Promise.resolve();
    },
    schedule: () => () => undefined,
  };
  return clock;
}

const lastNs = (events: readonly SimulatedEvent[]): bigint =>
  events[events.length - 1].row.ts_event_ns;

describe('runSimulator', () => {
  it('brings each event at its time, never early and a wake-up late at most', async () => {
    const clock = fakeClock();
    const problems: bigint[] = [];
    const untilNs = START_NS + 20n * SECOND_NS;
    const run = await runSimulator({
      market: market(),
      clock,
      untilNs,
      onEvents: (batch) => {
        const dueNs = START_NS + BigInt(clock.milliseconds - 1_000) * 1_000_000n;
        for (const { row } of batch) {
          const lateNs = dueNs - row.ts_event_ns;
          if (lateNs < 0n || lateNs > 50_000_000n) {
            problems.push(lateNs);
          }
        }
      },
    });
    expect(problems).toEqual([]);
    expect(run).toEqual({ events: market().advance(untilNs, Infinity).length, reason: 'until' });
    expect(clock.milliseconds - 1_000).toBe(20_000);
  });

  it('runs N times as fast', async () => {
    const clock = fakeClock();
    const untilNs = START_NS + 60n * SECOND_NS;
    await runSimulator({ market: market(), clock, speed: 10, untilNs, onEvents: () => undefined });
    expect(clock.milliseconds - 1_000).toBe(6_000);
  });

  it('catches up after a stall, drops nothing and does not drift', async () => {
    const clock = fakeClock();
    const untilNs = START_NS + 60n * SECOND_NS;
    const events: SimulatedEvent[] = [];
    let batches = 0;
    await runSimulator({
      market: market(),
      clock,
      untilNs,
      maxBatchEvents: 1_000,
      onEvents: async (batch) => {
        events.push(...batch);
        batches += 1;
        if (batches === 10) {
          await clock.sleep(30_000);
        }
      },
    });
    expect(digest(events)).toBe(digest(market().advance(untilNs, Infinity)));
    expect(clock.milliseconds - 1_000).toBe(60_000);
    expect(clock.sleeps.filter((milliseconds) => milliseconds === 0).length).toBeGreaterThan(3);
  });

  it('waits for the receiver: one batch at a time', async () => {
    const clock = fakeClock();
    let open = 0;
    let most = 0;
    await runSimulator({
      market: market(),
      clock,
      speed: 0,
      untilNs: START_NS + 5n * SECOND_NS,
      maxBatchEvents: 100,
      onEvents: async (batch) => {
        open += 1;
        most = Math.max(most, open);
        expect(batch.length).toBeLessThan(100 + 84);
        await Promise.resolve();
        open -= 1;
      },
    });
    expect(most).toBe(1);
    expect(clock.milliseconds).toBe(1_000);
  });

  it('ends between two batches when it is aborted', async () => {
    const clock = fakeClock();
    const abort = new AbortController();
    const events: SimulatedEvent[] = [];
    const simulator = market();
    const run = await runSimulator({
      market: simulator,
      clock,
      signal: abort.signal,
      onEvents: (batch) => {
        events.push(...batch);
        if (lastNs(batch) > START_NS + 3n * SECOND_NS) {
          abort.abort(new Error('stop'));
        }
      },
    });
    expect(run).toEqual({ events: events.length, reason: 'aborted' });
    expect(simulator.nextOrdinal).toBe(events.length);
  });

  it('passes on what the receiver throws', async () => {
    const failing = runSimulator({
      market: market(),
      clock: fakeClock(),
      onEvents: () => Promise.reject(new Error('log is gone')),
    });
    await expect(failing).rejects.toThrow('log is gone');
  });

  it.each([{ speed: -1 }, { speed: NaN }, { wakeEveryMs: 0 }, { maxBatchEvents: 0 }])(
    'refuses %j by name',
    async (options) => {
      const run = runSimulator({
        market: market(),
        clock: fakeClock(),
        onEvents: () => undefined,
        ...options,
      });
      await expect(run).rejects.toThrow(Object.keys(options)[0]);
      await expect(run).rejects.toMatchObject({ code: 'BAD_OPTION' });
    },
  );
});
