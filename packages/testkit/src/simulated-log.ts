import { BusError, type EventLog, type LogMessage, type ReadOptions } from '@assay/bus';
import type { MemoryLog } from './memory-log.js';
import type { Scheduler } from './scheduler.js';
import type { SeededRandom } from './seeded-random.js';

/** How often a connection to a log goes wrong, each from 0 (never) to 1. */
export interface LogFaults {
  /** `state`, `markAt`, `release` and each step of a reading: rejects as `UNAVAILABLE`, retryable. */
  readonly unavailable: number;
  /** An append is stored and its reply lost: it rejects as `UNDECIDED`. */
  readonly lostReply: number;
  /** An append is not stored and rejects as `UNDECIDED`. */
  readonly lostRequest: number;
  /** An answer takes up to `SLOW_TURNS` further turns, in which the log may change. */
  readonly slow: number;
}

export const NO_LOG_FAULTS: LogFaults = { unavailable: 0, lostReply: 0, lostRequest: 0, slow: 0 };

/** The most turns that a slow answer waits. */
const SLOW_TURNS = 12;

/** Options of `createSimulatedLog`. */
export interface SimulatedLogOptions {
  readonly random: SeededRandom;
  /** The log itself, which several processes share and to which things happen. */
  readonly log: MemoryLog;
  /** Default: none. */
  readonly faults?: LogFaults;
  /** Lets others go on before a call takes effect, and before its reply. */
  readonly scheduler?: Scheduler;
}

/** One process's connection to a log. */
export interface SimulatedLog extends EventLog {
  /** The process dies: none of its calls ever settles, and none that has not yet takes effect. */
  crash(): void;
  readonly crashed: boolean;
}

/** An event log seen through a connection that fails, by chance but repeatably. */
export function createSimulatedLog(options: SimulatedLogOptions): SimulatedLog {
  const { random, log, faults = NO_LOG_FAULTS, scheduler } = options;
  const process = { crashed: false };
  const never = new Promise<never>(() => undefined);

  const turns = async (): Promise<void> => {
    const extra = random.chance(faults.slow) ? random.below(SLOW_TURNS) : 0;
    for (let turn = 0; turn <= extra; turn += 1) await scheduler?.turn();
    if (process.crashed) await never;
  };
  const failAtTimes = (what: string): void => {
    if (random.chance(faults.unavailable)) {
      throw new BusError('UNAVAILABLE', `${what}: simulated outage`, { retryable: true });
    }
  };
  const ask = async <Value>(what: string, act: () => Promise<Value>): Promise<Value> => {
    await turns();
    failAtTimes(what);
    const value = await act();
    await turns();
    return value;
  };

  async function* read(
    from: bigint,
    readOptions?: ReadOptions,
  ): AsyncGenerator<readonly LogMessage[], void, undefined> {
    await turns();
    failAtTimes('reading');
    for await (const group of log.read(from, readOptions)) {
      await turns();
      failAtTimes('reading');
      yield group;
    }
  }

  return {
    crash: () => {
      process.crashed = true;
    },
    get crashed() {
      return process.crashed;
    },
    append: async (message) => {
      await turns();
      if (random.chance(faults.lostRequest)) throw undecided();
      const sequence = await log.append(message);
      await turns();
      if (random.chance(faults.lostReply)) throw undecided();
      return sequence;
    },
    read,
    state: () => ask('asking for the state', () => log.state()),
    markAt: (sequence) => ask(`asking for message ${sequence}`, () => log.markAt(sequence)),
    release: (sequence) => ask(`releasing ${sequence}`, () => log.release(sequence)),
    close: async () => undefined,
  };
}

function undecided(): BusError {
  return new BusError('UNDECIDED', 'appending: simulated loss', { retryable: true });
}
