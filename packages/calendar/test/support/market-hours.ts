import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.ASSAY_REAL_DATA;

export const hasRealData = folder !== undefined && folder !== '';

/** A stretch of a day by the wall clock, minutes since midnight; `1.00:00:00` is 1,440. */
export interface Hours {
  readonly state: string;
  readonly start: number;
  readonly end: number;
}

/** One entry of LEAN's database: what is regular by weekday, and what is not by date. */
export interface MarketHours {
  /** 0 Sunday … 6 Saturday. */
  readonly weekdays: readonly (readonly Hours[])[];
  readonly holidays: ReadonlySet<string>;
  /** Minutes since midnight by date. */
  readonly earlyCloses: ReadonlyMap<string, number>;
  readonly lateOpens: ReadonlyMap<string, number>;
  readonly bankHolidays: ReadonlySet<string>;
}

type Entry = Readonly<Record<string, unknown>>;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

export function readMarketHours(name: string): MarketHours {
  const file = join(folder ?? '', 'market-hours', 'market-hours-database.json');
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { entries: Record<string, Entry> };
  const entry = entries[name];
  return {
    weekdays: WEEKDAYS.map((weekday) =>
      (entry[weekday] as { state: string; start: string; end: string }[]).map((each) => ({
        state: each.state,
        start: minutes(each.start),
        end: minutes(each.end),
      })),
    ),
    holidays: new Set(((entry.holidays ?? []) as string[]).map(isoDate)),
    earlyCloses: byDate(entry.earlyCloses),
    lateOpens: byDate(entry.lateOpens),
    bankHolidays: new Set(((entry.bankHolidays ?? []) as string[]).map(isoDate)),
  };
}

function byDate(times: unknown): Map<string, number> {
  const entries = Object.entries((times ?? {}) as Record<string, string>);
  return new Map(entries.map(([date, time]) => [isoDate(date), minutes(time)]));
}

/** `7/3/2024` is `2024-07-03`. */
function isoDate(date: string): string {
  const [month, day, year] = date.split('/');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** `09:30:00` is 570; `1.00:00:00` is the midnight that ends the day. */
function minutes(time: string): number {
  if (time === '1.00:00:00') {
    return 1_440;
  }
  const [hours, rest, seconds] = time.split(':').map(Number);
  if (seconds !== 0) {
    throw new Error(`expected whole minutes, was ${time}`);
  }
  return hours * 60 + rest;
}
