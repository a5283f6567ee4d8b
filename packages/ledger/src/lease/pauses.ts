import type { Clock } from '@assay/telemetry';

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** Whoever has gone well for so long begins with the shortest pause again. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Pauses that double while failures follow one another. */
export interface Pauses {
  /** Milliseconds before the next attempt, which a failure just made necessary. */
  next(): number;
}

export function createPauses(clock: Clock): Pauses {
  let pauseMs = FIRST_MS;
  let failedAtMs = -Infinity;
  return {
    next: () => {
      const nowMs = clock.monotonicMs();
      pauseMs =
        nowMs - failedAtMs > FORGOTTEN_AFTER_MS + pauseMs
          ? FIRST_MS
          : Math.min(LONGEST_MS, pauseMs * 2);
      failedAtMs = nowMs;
      return pauseMs;
    },
  };
}
