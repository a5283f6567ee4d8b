import { CommandFailure, formatNumber } from '@assay/cli';
import { simulatedSessions, type SimulatedSession } from '@assay/feeds';
import { isoOfNs, NS_PER_SECOND } from '@assay/schemas';

/** What event time to cover, as it was asked for. */
export interface PeriodOptions {
  readonly start?: bigint;
  readonly minutes?: number;
  readonly days?: number;
  readonly date?: string;
}

/** What event time to cover. */
export interface Period {
  /** Whole sessions, or one stretch; in order. */
  readonly sessions: readonly SimulatedSession[];
  /** The same for people: weekends and holidays are left out, so that they see which dates were taken. */
  readonly about: string;
}

const DEFAULT_START_NS = 1_765_895_400_000_000_000n;
export const DEFAULT_START = '2025-12-16T14:30:00Z';
const DEFAULT_MINUTES = 10;
const DEFAULT_DATE = '2025-12-16';

/** What to simulate: whole sessions with `--days` or `--date`, else minutes from an instant. */
export function periodOf(options: PeriodOptions): Period {
  const { start, minutes, days, date } = options;
  if (days === undefined && date === undefined) {
    const startNs = start ?? DEFAULT_START_NS;
    const length = minutes ?? DEFAULT_MINUTES;
    const endNs = startNs + BigInt(length) * 60n * NS_PER_SECOND;
    const date = isoOfNs(startNs).slice(0, 10);
    return { sessions: [{ date, startNs, endNs }], about: counted(length, 'minute') };
  }
  if (start !== undefined || minutes !== undefined) {
    throw new CommandFailure(
      'BAD_USAGE',
      '--days, --date: expected neither --start nor --minutes beside them, was both',
      { next: 'give --days and --date for whole sessions, or --start and --minutes for a stretch' },
    );
  }
  try {
    const sessions = simulatedSessions(date ?? DEFAULT_DATE, days ?? 1);
    return { sessions, about: `${counted(sessions.length, 'session')} (${datesOf(sessions)})` };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_USAGE', `--date, --days: ${why}`, {
      cause,
      next: 'choose dates that the exchange calendar knows, or --start and --hours always',
    });
  }
}

function counted(count: number, what: string): string {
  return `${formatNumber(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** Each date where they are few, else the first and the last. */
function datesOf(sessions: readonly SimulatedSession[]): string {
  const dates = sessions.map(({ date }) => date);
  return dates.length > 5 ? `${dates[0]} to ${dates[dates.length - 1]}` : dates.join(', ');
}
