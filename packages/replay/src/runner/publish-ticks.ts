import { BusError, type BusErrorCode, type OutgoingMessage } from '@assay/bus';
import { pause, type Clock, type Logger } from '@assay/telemetry';

/** What publishing needs. */
export interface PublishParts {
  readonly publish: (message: OutgoingMessage) => Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  /** Told of each attempt that some messages failed in, and why. */
  readonly onRetry: (reason: BusErrorCode) => void;
}

/** The same message may succeed later; ids make sending it again harmless. */
const PASSING: ReadonlySet<BusErrorCode> = new Set<BusErrorCode>([
  'UNDECIDED',
  'UNAVAILABLE',
  'BACK_PRESSURE',
  'LOG_FULL',
]);
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Publishes messages until each is acknowledged: what does not get through is sent again, under its id, after pauses
 * that grow to half a minute. False when the signal came before that. Throws what no attempt would mend.
 */
export async function publishTicks(
  { publish, clock, logger, signal, onRetry }: PublishParts,
  messages: readonly OutgoingMessage[],
): Promise<boolean> {
  let left = messages;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
    const tried = left;
    const ends = await Promise.allSettled(tried.map(publish));
    const failures = ends.flatMap((end) =>
      end.status === 'rejected' ? [end.reason as unknown] : [],
    );
    if (failures.length === 0) {
      return true;
    }
    const lasting = failures.find((error) => !isPassing(error));
    if (lasting !== undefined) {
      throw lasting instanceof Error
        ? lasting
        : new Error('ticks were not published', { cause: lasting });
    }
    left = tried.filter((_, index) => ends[index].status === 'rejected');
    const [error] = failures.filter(isPassing);
    onRetry(error.code);
    logger.warn('ticks were not published, and are sent again', {
      ticks: left.length,
      pauseMs,
      error,
    });
    if (!(await pause(clock, pauseMs, signal))) {
      return false;
    }
  }
}

function isPassing(error: unknown): error is BusError {
  return error instanceof BusError && (error.retryable || PASSING.has(error.code));
}
