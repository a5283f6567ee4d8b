import { createDatasetRegistry } from '@assay/schemas';
import type { StatusRequest } from './compactor.js';
import type { HourState, HourStatus } from './hour-status.js';
import { planOf, unitsOfDate, type PlannedUnit } from './plan/plan-date.js';
import type { Wish } from './plan/plan-unit.js';
import { silverDatasets } from './plan/source.js';
import type { CompactorParts } from './run/compactor-parts.js';
import { daysOf } from './run/list-days.js';
import { nameOfUnit } from './run/result-of.js';
import { wishOf } from './run/wish-of.js';

/**
 * How Silver stands to Bronze. An hour is judged by the options that it was recorded with: `compact` with
 * others would rebuild it, and says so itself.
 */
export async function statusOf(
  parts: CompactorParts,
  { dataset, partition, start, end }: StatusRequest,
): Promise<HourStatus[]> {
  const datasets = dataset === undefined ? silverDatasets(createDatasetRegistry()) : [dataset];
  const rows: HourStatus[] = [];
  for (const each of datasets) {
    const range = {
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
    };
    for (const day of await daysOf(parts, each, range)) {
      const wish = wishOf(each, {});
      const asked = { dataset: each, date: day.date, partition, wish };
      for (const unit of await unitsOfDate(parts, day.listing, asked)) {
        const recorded: Wish = { ...wish, options: unit.head?.options ?? wish.options };
        rows.push(rowOf(await planOf(parts, day.listing, unit, recorded)));
      }
    }
  }
  return rows;
}

function rowOf(planned: PlannedUnit): HourStatus {
  const { unit, verdict } = planned;
  const { head } = unit;
  return {
    ...nameOfUnit(unit),
    state: stateOf(planned),
    reason: verdict.action === 'refuse' ? verdict.error.message : verdict.reason,
    rows: head?.rows_written ?? 0,
  };
}

function stateOf({ unit, verdict }: PlannedUnit): HourState {
  if (verdict.action === 'refuse') {
    return 'failing';
  }
  if (verdict.action === 'keep') {
    return verdict.isFrozen ? 'frozen' : 'compacted';
  }
  return unit.head === undefined ? 'missing' : 'stale';
}
