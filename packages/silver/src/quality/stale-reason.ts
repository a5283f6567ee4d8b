import type { BronzeListing } from '../plan/bronze-listing.js';
import { factsOf } from '../plan/plan-date.js';
import { planUnit } from '../plan/plan-unit.js';
import type { Unit } from '../plan/unit.js';

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
    case 'restore':
      return verdict.reason;
    case 'refuse':
      return verdict.error.message;
  }
}
