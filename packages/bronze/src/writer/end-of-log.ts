import { BusError, type EventLog } from '@assay/bus';
import type { Clock } from '@assay/telemetry';

/** How long a log that is out of reach is asked again. */
const PATIENCE_MS = 30_000;
const ASK_AGAIN_MS = 250;

/**
 * The last sequence of a log. A server that is out of reach for a moment must not keep a writer from
 * draining: it is asked again for half a minute.
 */
export async function endOfLog(log: EventLog, clock: Clock): Promise<bigint> {
  const untilMs = clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    try {
      return (await log.state()).lastSequence;
    } catch (error) {
      const isPassing = error instanceof BusError && error.retryable;
      if (!isPassing || clock.monotonicMs() >= untilMs) {
        throw error;
      }
    }
    await clock.sleep(ASK_AGAIN_MS);
  }
}
