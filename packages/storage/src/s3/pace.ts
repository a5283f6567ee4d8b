import type { Clock, Logger, Metrics, Randomness } from '@assay/telemetry';
import { mayPass, type S3Failure } from './failure.js';

/** How often, and how soon after another, a request is sent that may pass later. */
export interface RetryOptions {
  /** Times it is sent in all. */
  readonly attempts: number;
  /** The first pause is up to this long; each one after it up to twice the one before. */
  readonly firstPauseMs: number;
  /** No pause is longer. */
  readonly longestPauseMs: number;
}

/** Seven pauses, 11 s in all at most. */
export const DEFAULT_RETRY: RetryOptions = {
  attempts: 8,
  firstPauseMs: 100,
  longestPauseMs: 5_000,
};

/** Repeats what failed, with pauses. */
export interface Pace {
  readonly attempts: number;
  /** Resolves after the pause that follows the `attempt`th failure. */
  pause(failure: S3Failure, attempt: number): Promise<void>;
  /** What `act` gives, tried again while its failure may pass. For what may be done twice. */
  repeat<Value>(act: () => Promise<Value>): Promise<Value>;
}

/** What a pace stands on. */
export interface PaceTools {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Pauses double, and are drawn between half of that and all of it, so that rivals fall apart. */
export function createPace(options: RetryOptions, tools: PaceTools): Pace {
  const { attempts, firstPauseMs, longestPauseMs } = options;
  const { clock, randomness, logger, metrics } = tools;
  const retries = metrics.counter({
    name: 'assay_storage_retries_total',
    help: 'Requests to S3 that were sent again, by what became of the one before.',
    labels: ['reason'],
  });

  async function pause(failure: S3Failure, attempt: number): Promise<void> {
    retries.add(1, { reason: failure.kind });
    logger.debug('sending a request to S3 again', { attempt, reason: failure.message });
    const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
    const drawn = Number.parseInt(randomness.hex(4), 16) / 0x1_0000_0000;
    await clock.sleep((longest * (1 + drawn)) / 2);
  }

  async function repeat<Value>(act: () => Promise<Value>): Promise<Value> {
    for (let attempt = 1; ; attempt += 1) {
      let failure;
      try {
        return await act();
      } catch (error) {
        if (attempt >= attempts || !mayPass(error)) {
          throw error;
        }
        failure = error;
      }
      await pause(failure, attempt);
    }
  }

  return { attempts, pause, repeat };
}
