import { inLanes } from '@assay/ledger';
import type { Dataset } from '@assay/schemas';
import type { CompactOptions } from '../compactor.js';
import type { HourResult } from '../hour-result.js';
import type { BronzeListing } from '../plan/bronze-listing.js';
import { planOf, unitsOfDate, type PlannedUnit } from '../plan/plan-date.js';
import type { Unit } from '../plan/unit.js';
import type { CompactorParts } from './compactor-parts.js';
import { Outcome } from './outcome.js';
import { nameOfUnit, resultOf } from './result-of.js';
import { runUnits } from './run-units.js';
import { wishOf } from './wish-of.js';

/** To look at a file is a request or two. */
const PLANNED_AT_ONCE = 8;

/** One date of a dataset. */
export interface Day {
  readonly dataset: Dataset;
  readonly date: string;
  /** What Bronze's logs said when the call began: it tells which days there are, and no more. */
  readonly listing: BronzeListing;
}

/**
 * Compacts days one after another, the hours of each side by side. What fails keeps nothing else from
 * being done. Throws `CompactionFailed` at the end when hours or days failed, `CompactionStopped` when the
 * signal left some.
 */
export async function compactDays(
  parts: CompactorParts,
  days: readonly Day[],
  options: CompactOptions,
): Promise<HourResult[]> {
  const expected = days.map((day) => ({
    dataset: day.dataset.id,
    date: day.date,
    hours: hoursIn(day, options.partition),
  }));
  const outcome = new Outcome(parts, options, expected);
  for (const [index, day] of days.entries()) {
    if (options.signal?.aborted === true) {
      break;
    }
    try {
      await compactDay(parts, day, options, outcome);
    } catch (error) {
      outcome.dayFailed(expected[index], error);
    }
  }
  return outcome.end();
}

async function compactDay(
  parts: CompactorParts,
  { dataset, date }: Day,
  options: CompactOptions,
  outcome: Outcome,
): Promise<void> {
  const wish = wishOf(dataset, options);
  const { partition, signal, digests = true } = options;
  const { units, listing } = await unitsOfDate(parts, { dataset, date, partition, wish });
  outcome.planned(units.map(nameOfUnit));
  const plan = async (unit: Unit): Promise<PlannedUnit | undefined> => {
    if (signal?.aborted === true) {
      return undefined;
    }
    try {
      const planned = await planOf(parts, listing, unit, { ...wish, digests });
      const done = doneWithout(planned, options.dryRun ?? false);
      if (done === undefined) {
        return planned;
      }
      outcome.finished(done);
    } catch (error) {
      outcome.failed({ ...nameOfUnit(unit), error });
    }
    return undefined;
  };
  const plans = units.map((unit) => () => plan(unit));
  const toBuild = (await inLanes(PLANNED_AT_ONCE, plans)).filter((each) => each !== undefined);
  await runUnits(parts, toBuild, wish, {
    onResult: (result) => outcome.finished(result),
    onFailure: (failure) => outcome.failed(failure),
    signal,
  });
}

/** How many hours Bronze's logs name of a day: those that Silver alone knows come to it. */
function hoursIn({ date, listing }: Day, partition: string | undefined): number {
  const wanted = listing.rowsOf(date).files.filter(({ value }) => (partition ?? value) === value);
  return new Set(wanted.map(({ value, hour }) => `${value} ${hour ?? ''}`)).size;
}

/** The result of an hour that is not to be built; undefined for one that is. Throws what refuses it. */
function doneWithout(planned: PlannedUnit, isDryRun: boolean): HourResult | undefined {
  const { verdict } = planned;
  if (verdict.action === 'refuse') {
    throw verdict.error;
  }
  const { action, reason } = verdict;
  if (action === 'keep') {
    return resultOf(planned, { status: 'unchanged', reason, seconds: 0 });
  }
  return isDryRun ? resultOf(planned, { status: 'planned', reason, seconds: 0 }) : undefined;
}
