import type { Dataset } from '@assay/schemas';
import type { CompactOptions } from '../compactor.js';
import { DEFAULT_TOLERANCE_NS } from '../enrichment/greeks-window.js';
import type { Wish } from '../plan/plan-unit.js';
import { sourceOf } from '../plan/source.js';

/** Version of the rules by which hours are made: another one rebuilds every hour. */
const RULE_VERSION = 1;

/** What a call wants of every hour of a dataset. */
export function wishOf(
  dataset: Dataset,
  options: Pick<CompactOptions, 'force' | 'collapseAmbiguous' | 'toleranceNs'>,
): Wish {
  const isJoined = sourceOf(dataset).greeks !== undefined;
  return {
    rule: RULE_VERSION,
    options: {
      collapse_ambiguous: options.collapseAmbiguous ?? false,
      tolerance_ns: isJoined ? (options.toleranceNs ?? DEFAULT_TOLERANCE_NS) : null,
    },
    force: options.force ?? false,
  };
}
