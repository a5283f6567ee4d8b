import { CommandFailure, parseDate } from '@assay/cli';
import { dateOfDay, dayOfDate, hourIndexOf } from '@assay/schemas';

const HOURS_A_DAY = 24;

/**
 * The date before which days may go: the earlier of what the two options say. A day goes only when the one
 * after it is over as well: until then rows come that are joined to what it holds.
 */
export function cutoff(
  options: { readonly bronzeDays?: number; readonly before?: string },
  nowNs: bigint,
): string {
  const today = Math.floor(hourIndexOf(nowNs) / HOURS_A_DAY);
  const latest = dateOfDay(today - 1);
  const { bronzeDays, before } = options;
  if (bronzeDays === undefined && before === undefined) {
    throw new CommandFailure('BAD_USAGE', 'expected --bronze-days or --before, was neither', {
      next: 'say how many days to keep, such as --bronze-days 90',
    });
  }
  const byDate = before === undefined ? latest : parseDate(before, '--before');
  if ((dayOfDate(byDate) ?? 0) > today - 1) {
    throw new CommandFailure(
      'BAD_INPUT',
      `--before: expected ${latest} or an earlier date, was ${byDate}`,
      { next: 'give a date before today: a day goes when the one after it is over as well' },
    );
  }
  const byDays = dateOfDay(today - (bronzeDays ?? 1));
  return byDate < byDays ? byDate : byDays;
}
