import { inLanes } from '@assay/ledger';
import { createDatasetRegistry } from '@assay/schemas';
import type { StatusRequest } from './compactor.js';
import type { HourState, HourStatus } from './hour-status.js';
import type { BronzeListing } from './plan/bronze-listing.js';
import {
  planOf,
  unitsOfDate,
  type DateWish,
  type PlannedUnit,
  type PlanWish,
} from './plan/plan-date.js';
import { silverDatasets } from './plan/source.js';
import type { Unit } from './plan/unit.js';
import type { CompactorParts } from './run/compactor-parts.js';
import { daysOf } from './run/list-days.js';
import { nameOfUnit } from './run/result-of.js';
import { wishOf } from './run/wish-of.js';

const LOOKED_AT_ONCE = 8;

/**
 * How Silver stands to Bronze. An hour is judged by the options that it was recorded with: `compact` with
 * others would rebuild it, and says so itself.
 */
export async function statusOf(
  parts: CompactorParts,
  { dataset, partition, start, end, digests = false }: StatusRequest,
): Promise<HourStatus[]> {
  const datasets = dataset === undefined ? silverDatasets(createDatasetRegistry()) : [dataset];
  const rows: HourStatus[] = [];
  for (const each of datasets) {
    const range = {
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
    };
    for (const day of await daysOf(parts, each, range)) {
      const wish = { ...wishOf(each, {}), digests };
      const asked = { dataset: each, date: day.date, partition, wish, asRecorded: true };
      rows.push(...(await statusOfDay(parts, asked)));
    }
  }
  return rows;
}

/** A date that cannot be looked at is one line, so that the others are seen. */
async function statusOfDay(
  parts: CompactorParts,
  { wish, ...asked }: Omit<DateWish, 'wish'> & { readonly wish: PlanWish },
): Promise<HourStatus[]> {
  const { dataset, date } = asked;
  try {
    const { units, listing } = await unitsOfDate(parts, { ...asked, wish });
    const looks = units.map((unit) => () => statusOfUnit(parts, listing, unit, wish));
    return await inLanes(LOOKED_AT_ONCE, looks);
  } catch (error) {
    const name = { dataset: dataset.id, partition: null, date, hour: null };
    return [{ ...name, state: 'failing', reason: messageOf(error), rows: 0 }];
  }
}

async function statusOfUnit(
  parts: CompactorParts,
  listing: BronzeListing,
  unit: Unit,
  wish: PlanWish,
): Promise<HourStatus> {
  const row = { ...nameOfUnit(unit), rows: unit.head?.rows_written ?? 0 };
  const recorded = { ...wish, options: unit.head?.options ?? wish.options };
  try {
    const planned = await planOf(parts, listing, unit, recorded);
    const { verdict } = planned;
    const reason = verdict.action === 'refuse' ? verdict.error.message : verdict.reason;
    return { ...row, state: stateOf(planned), reason };
  } catch (error) {
    return { ...row, state: 'failing', reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
