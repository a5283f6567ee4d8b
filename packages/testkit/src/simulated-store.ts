import { StorageError, type ObjectStore } from '@assay/storage';
import type { Scheduler } from './scheduler.js';
import type { SeededRandom } from './seeded-random.js';

/** How often a store's operations go wrong, each from 0 (never) to 1. */
export interface StoreFaults {
  /** A create or replace takes effect, and its reply is lost: it rejects as `UNDECIDED`. */
  readonly lostReply: number;
  /** A create or replace takes no effect and rejects as `UNDECIDED`. */
  readonly lostRequest: number;
  /** Any operation takes no effect and rejects as `UNAVAILABLE`, retryable. */
  readonly unavailable: number;
}

export const NO_FAULTS: StoreFaults = { lostReply: 0, lostRequest: 0, unavailable: 0 };

/** Options of `createSimulatedStore`. */
export interface SimulatedStoreOptions {
  readonly random: SeededRandom;
  /** What survives: the lake that several processes share. */
  readonly lake: ObjectStore;
  /** Default: none. */
  readonly faults?: StoreFaults;
  /** Lets other processes go on before an operation takes effect, and before its reply. */
  readonly scheduler?: Scheduler;
}

/** One process's connection to a lake. */
export interface SimulatedStore extends ObjectStore {
  /**
   * The process dies. Its pending operations never settle; one that was on its way may still take
   * effect at any later time. What took effect stays.
   */
  crash(): void;
  readonly crashed: boolean;
}

/** A lake seen through a connection that fails, by chance but repeatably. */
export function createSimulatedStore(options: SimulatedStoreOptions): SimulatedStore {
  const { random, lake, faults = NO_FAULTS, scheduler } = options;
  const process = { crashed: false };

  const turn = async (): Promise<void> => {
    await scheduler?.turn();
  };
  const never = new Promise<never>(() => undefined);

  const read = async <Value>(what: string, act: () => Promise<Value>): Promise<Value> => {
    await turn();
    if (process.crashed) {
      return never;
    }
    failAtTimes(what);
    const value = await act();
    await turn();
    return process.crashed ? never : value;
  };
  const write = async <Value>(what: string, act: () => Promise<Value>): Promise<Value> => {
    if (process.crashed) {
      return never;
    }
    await turn();
    if (process.crashed && random.chance(0.5)) {
      return never;
    }
    failAtTimes(what);
    if (random.chance(faults.lostRequest)) {
      throw undecided(what);
    }
    const value = await act();
    await turn();
    if (process.crashed) {
      return never;
    }
    if (random.chance(faults.lostReply)) {
      throw undecided(what);
    }
    return value;
  };
  const failAtTimes = (what: string): void => {
    if (random.chance(faults.unavailable)) {
      throw new StorageError('UNAVAILABLE', `${what}: simulated outage`, { retryable: true });
    }
  };

  return {
    root: `simulated ${lake.root}`,
    crash: () => {
      process.crashed = true;
    },
    get crashed() {
      return process.crashed;
    },
    createIfAbsent: (key, source) =>
      write(`creating ${key}`, () => lake.createIfAbsent(key, source)),
    replace: (key, source) => write(`replacing ${key}`, () => lake.replace(key, source)),
    replaceIfSame: (key, source, tag) =>
      write(`replacing ${key}`, () => lake.replaceIfSame(key, source, tag)),
    remove: (key) => write(`removing ${key}`, () => lake.remove(key)),
    read: (key) => read(`reading ${key}`, () => lake.read(key)),
    readRange: (key, start, end) => read(`reading ${key}`, () => lake.readRange(key, start, end)),
    head: (key) => read(`looking for ${key}`, () => lake.head(key)),
    localCopy: (key) => read(`opening ${key}`, () => lake.localCopy(key)),
    snapshot: (key) => read(`opening ${key}`, () => lake.snapshot(key)),
    list: async function* (prefix, listOptions) {
      // A listing may see objects that appear while it runs, so each step is one of its own.
      await read(`listing ${prefix}`, async () => undefined);
      for await (const info of lake.list(prefix, listOptions)) {
        yield info;
      }
    },
  };
}

function undecided(what: string): StorageError {
  return new StorageError('UNDECIDED', `${what}: simulated loss`, { retryable: true });
}
