import type { Clock, Logger } from '@assay/telemetry';

const EVERY_MS = 30_000;

/** Makes what warns of rows whose times are not believed, of so many until now; every half minute at most. */
export function createAheadWarning(clock: Clock, logger: Logger): (rows: number) => void {
  let told = 0;
  let warnedMs = -EVERY_MS;
  return (rows) => {
    if (rows > told && clock.monotonicMs() - warnedMs >= EVERY_MS) {
      logger.warn('rows lie ahead of the clock: their times move nothing', { rows: rows - told });
      told = rows;
      warnedMs = clock.monotonicMs();
    }
  };
}
