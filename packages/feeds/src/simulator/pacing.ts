import { pause, type Clock } from '@assay/telemetry';
import { END_TIME_NS } from '@assay/schemas';
import { FeedError } from '../errors.js';
import type { SimulatedEvent } from './event.js';
import type { MarketSimulator } from './market.js';

export interface RunSimulatorOptions {
  readonly market: MarketSimulator;
  readonly clock: Clock;
  /** Event seconds per second: 1 real time (the default), 10 ten times as fast, 0 as fast as possible. */
  readonly speed?: number;
  /** The last event time, inclusive; without it the market runs until it is aborted. */
  readonly untilNs?: bigint;
  /** Ends the run between two batches; it then resolves with `reason: 'aborted'`. */
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks at the clock. Default: 50. */
  readonly wakeEveryMs?: number;
  /** A batch holds about so many events at most. Default: 5000. */
  readonly maxBatchEvents?: number;
  /** Takes a batch; never empty. The next is made only after it resolved. What it throws ends the run. */
  readonly onEvents: (batch: readonly SimulatedEvent[]) => void | Promise<void>;
}

export interface SimulatorRun {
  readonly events: number;
  readonly reason: 'until' | 'aborted';
}

/**
 * Lets a market run against a clock. Event time is the market's time at the start plus the time
 * elapsed since, so that it neither drifts nor drops anything: after a stall the events that fell due
 * come in batches without a pause. At speed 0 the clock is only used to let other work in.
 * Throws `FeedError` (`BAD_OPTION`).
 */
export async function runSimulator(options: RunSimulatorOptions): Promise<SimulatorRun> {
  const { market, clock, signal, onEvents } = options;
  const { speed = 1, wakeEveryMs = 50, maxBatchEvents = 5_000 } = options;
  expectNumber('speed', '0 or more', speed, speed >= 0 && speed <= 1e6);
  expectNumber('wakeEveryMs', 'more than 0', wakeEveryMs, wakeEveryMs > 0);
  expectNumber('maxBatchEvents', '1 or more', maxBatchEvents, maxBatchEvents >= 1);
  const untilNs = options.untilNs ?? END_TIME_NS - 1n;
  const firstNs = market.timeNs;
  const startMs = clock.monotonicMs();
  let events = 0;

  /** The event time that is due now. */
  function dueNs(): bigint {
    if (speed === 0) {
      return untilNs;
    }
    const microseconds = (clock.monotonicMs() - startMs) * speed * 1_000;
    const reached = firstNs + BigInt(Math.floor(microseconds)) * 1_000n;
    return reached < untilNs ? reached : untilNs;
  }

  while (signal?.aborted !== true) {
    const target = dueNs();
    const batch = market.advance(target, maxBatchEvents);
    if (batch.length > 0) {
      events += batch.length;
      await onEvents(batch);
    }
    const behind = batch.length >= maxBatchEvents;
    if (!behind && target >= untilNs) {
      return { events, reason: 'until' };
    }
    await pause(clock, behind ? 0 : wakeEveryMs, signal);
  }
  return { events, reason: 'aborted' };
}

function expectNumber(option: string, expectation: string, value: number, holds: boolean): void {
  if (!holds) {
    throw new FeedError(
      'BAD_OPTION',
      `simulator run option "${option}": expected ${expectation}, was ${value}`,
    );
  }
}
