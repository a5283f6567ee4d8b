import type { BronzeListing } from '../plan/bronze-listing.js';
import { factsOf } from '../plan/plan-date.js';
import { planUnit } from '../plan/plan-unit.js';
import { unitsOf, type Unit } from '../plan/unit.js';
import type { SilverDay } from '../catalog/silver-day.js';

/**
 * A day's units with the inputs that they would have now, by the options that each was recorded with: what
 * was asked for then is not what makes an hour stale.
 */
export function unitsAsRecorded(
  listing: BronzeListing,
  day: SilverDay,
  partition: string | undefined,
): Unit[] {
  const toleranceOf = ({ head }: Pick<Unit, 'head'>) => head?.options.tolerance_ns ?? null;
  const tolerances = new Set([null, ...day.hours.map(({ options }) => options.tolerance_ns)]);
  return [...tolerances].flatMap((toleranceNs) =>
    unitsOf(listing, day, { partition, toleranceNs }).filter(
      (unit) => toleranceOf(unit) === toleranceNs,
    ),
  );
}

/** Why a recorded unit is not what Bronze's files would give now; undefined when it is, or is frozen. */
export function staleReason(listing: BronzeListing, unit: Unit): string | undefined {
  const { head } = unit;
  if (head === undefined) {
    return undefined;
  }
  const wish = { rule: head.rule, options: head.options, force: false };
  const verdict = planUnit(factsOf(listing, unit, 'recorded'), wish);
  switch (verdict.action) {
    case 'keep':
      return undefined;
    case 'build':
      return verdict.reason;
    case 'refuse':
      return verdict.error.message;
  }
}
