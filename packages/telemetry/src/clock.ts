import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The only source of time in Assay. Nothing that reaches a file's content or name may depend on it:
 * it paces work, ages batches and stamps log lines.
 */
export interface Clock {
  /** Wall-clock time in nanoseconds since 1970-01-01 UTC. Millisecond resolution is enough. */
  nowNs(): bigint;
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  monotonicMs(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` once after `milliseconds`, unless the returned function is called before. */
  schedule(milliseconds: number, callback: () => void): () => void;
}

/** The host's clock. */
export const systemClock: Clock = {
  nowNs: () => BigInt(Date.now()) * 1_000_000n,
  monotonicMs: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal === undefined ? undefined : { signal });
  },
  schedule: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
