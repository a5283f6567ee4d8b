import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FakeClock } from './fake-clock.js';
import type { SeededRandom } from './seeded-random.js';

/**
 * Decides who goes on. Everything that waits for its turn stands still until it is picked, so that the
 * order of all steps follows from the seed.
 */
export interface Scheduler {
  /** Resolves when the scheduler picks this waiting step. */
  turn(): Promise<void>;
  /**
   * Picks waiting steps until `work` has settled, and settles as it does. `afterEach` is called after
   * every step, when all that it set off has come to rest. Throws when `work` waits for something that
   * is neither a turn nor a timer of the clock.
   */
  run<Value>(work: Promise<Value>, afterEach?: () => void): Promise<Value>;
}

/**
 * @param clock goes on to its next timer whenever nobody waits for a turn
 */
export function createScheduler(random: SeededRandom, clock: FakeClock): Scheduler {
  const waiting: (() => void)[] = [];
  return {
    turn: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    run: async (work, afterEach = () => undefined) => {
      const progress = { settled: false };
      const settle = () => {
        progress.settled = true;
      };
      work.then(settle, settle);
      for (;;) {
        await nextTurn();
        afterEach();
        if (progress.settled) {
          return work;
        }
        if (waiting.length > 0) {
          waiting.splice(random.below(waiting.length), 1)[0]();
        } else if (!(await clock.advanceToNext())) {
          throw new Error('expected a step or a timer to wait, was neither: the work hangs');
        }
      }
    },
  };
}
