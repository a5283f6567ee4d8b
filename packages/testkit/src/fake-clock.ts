import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@assay/telemetry';

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /**
   * Goes on by `milliseconds`, calling every timer that falls due in the order of their times (equal
   * times in the order they were set). What a timer sets off has settled before the next one is due.
   */
  advance(milliseconds: number): Promise<void>;
  /** Goes on to the next timer; false when there is none. */
  advanceToNext(): Promise<boolean>;
  /** Timers that wait. */
  readonly pending: number;
}

/** Options of `createFakeClock`. */
export interface FakeClockOptions {
  /** Wall-clock time at the start (ns). Default: 2025-01-01 00:00 UTC. */
  readonly startNs?: bigint;
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

const NS_PER_MS = 1_000_000;
const NEW_YEAR_2025_NS = 1_735_689_600_000_000_000n;

export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  const { startNs = NEW_YEAR_2025_NS } = options;
  const timers = new Set<Timer>();
  let nowMs = 0;

  const schedule = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { atMs: nowMs + Math.max(0, milliseconds), callback };
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  /** The earliest; of equal times the one that was set first, as the set has them in that order. */
  const nextTimer = (): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (next === undefined || timer.atMs < next.atMs) next = timer;
    }
    return next;
  };
  const fire = async (timer: Timer): Promise<void> => {
    timers.delete(timer);
    nowMs = Math.max(nowMs, timer.atMs);
    timer.callback();
    await nextTurn();
  };

  return {
    nowNs: () => startNs + BigInt(Math.round(nowMs * NS_PER_MS)),
    monotonicMs: () => nowMs,
    schedule,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const cancel = schedule(milliseconds, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = () => {
          cancel();
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', abort, { once: true });
      }),
    advance: async (milliseconds) => {
      const endMs = nowMs + milliseconds;
      // What the caller has just set off may set timers of its own.
      await nextTurn();
      for (
        let timer = nextTimer();
        timer !== undefined && timer.atMs <= endMs;
        timer = nextTimer()
      ) {
        await fire(timer);
      }
      nowMs = endMs;
    },
    advanceToNext: async () => {
      const timer = nextTimer();
      if (timer !== undefined) {
        await fire(timer);
      }
      return timer !== undefined;
    },
    get pending() {
      return timers.size;
    },
  };
}
