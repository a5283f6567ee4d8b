import { formatNumber } from '@assay/cli';
import type { DayName } from '@assay/silver';
import { groupBy, hours } from '../hours-text.js';
import type { WorkLeft } from './run-calls.js';

const SHOWN_DAYS = 6;

/**
 * What a signal left, exactly: `left: 12 hours of futures.trades.v1 2025-12-16; 247 days of
 * futures.trades.v1, 2025-12-17 to 2026-11-20; not looked at: stocks.trades.v1`.
 */
export function leftText({ hours: hoursLeft, days, notLookedAt }: WorkLeft): string {
  const begun = groupBy(hoursLeft, ({ dataset, date }) => `${dataset} ${date}`).map(
    (group) => `${hours(group.length)} of ${group[0].dataset} ${group[0].date}`,
  );
  const parts = [
    ...shorten(begun, 'days with hours left'),
    ...groupBy(days, ({ dataset }) => dataset).map(daysText),
    ...(notLookedAt.length === 0
      ? []
      : [`not looked at: ${shorten(notLookedAt, 'more').join(', ')}`]),
  ];
  return `left: ${parts.join('; ')}`;
}

function daysText(days: readonly DayName[]): string {
  const [{ dataset, date: first }] = days;
  const last = days[days.length - 1].date;
  return days.length === 1
    ? `${dataset} ${first}`
    : `${formatNumber(days.length)} days of ${dataset}, ${first} to ${last}`;
}

function shorten(names: readonly string[], what: string): string[] {
  const more = names.length - SHOWN_DAYS;
  const rest = more > 0 ? [`${formatNumber(more)} ${what}`] : [];
  return [...names.slice(0, SHOWN_DAYS), ...rest];
}
