import { CommandFailure } from '@assay/cli';
import { simulatedSessions, type SimulatedSession } from '@assay/feeds';
import { isoOfNs, NS_PER_SECOND } from '@assay/schemas';

/** What event time to cover, as it was asked for. */
export interface PeriodOptions {
  readonly start?: bigint;
  readonly minutes?: number;
  readonly days?: number;
  readonly date?: string;
}

const DEFAULT_START_NS = 1_765_895_400_000_000_000n;
export const DEFAULT_START = '2025-12-16T14:30:00Z';
const DEFAULT_MINUTES = 10;
const DEFAULT_DATE = '2025-12-16';

/** The stretches to simulate: whole sessions with `--days`, else minutes from an instant, in order. */
export function periodOf(options: PeriodOptions): SimulatedSession[] {
  const { start, minutes, days, date } = options;
  if (days === undefined && date === undefined) {
    const startNs = start ?? DEFAULT_START_NS;
    const endNs = startNs + BigInt(minutes ?? DEFAULT_MINUTES) * 60n * NS_PER_SECOND;
    return [{ date: isoOfNs(startNs).slice(0, 10), startNs, endNs }];
  }
  if (start !== undefined || minutes !== undefined) {
    throw new CommandFailure(
      'BAD_USAGE',
      '--days, --date: expected neither --start nor --minutes beside them, was both',
      { next: 'give --days and --date for whole sessions, or --start and --minutes for a stretch' },
    );
  }
  try {
    return simulatedSessions(date ?? DEFAULT_DATE, days ?? 1);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_USAGE', `--date, --days: ${why}`, { cause });
  }
}
