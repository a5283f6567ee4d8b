import { BusError } from '@assay/bus';
import { pause, type Clock, type Logger } from '@assay/telemetry';

/** What guarding needs. */
export interface LineageGuard {
  /** Compares the log with what is stored of it; rejects when it is not the same log any more. */
  readonly check: () => Promise<void>;
  readonly everySeconds: number;
  readonly shard: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Looks again and again whether the log still holds what was stored of it. A server that was restored from an
 * older copy may go on under the same name with other messages of the same sequences, and a reader that
 * waits for the next one would not notice. Rejects with what it found; resolves at the signal.
 */
export async function guardLineage(guard: LineageGuard): Promise<void> {
  const { check, everySeconds, shard, clock, logger, signal } = guard;
  while (await pause(clock, everySeconds * 1_000, signal)) {
    try {
      await check();
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      // A log that is out of reach cannot be compared now: its reader waits for it as well.
      if (!(error instanceof BusError && error.code === 'UNAVAILABLE' && error.retryable)) {
        throw error;
      }
      logger.debug('the log is out of reach: compared later', { shard, error });
    }
  }
}
