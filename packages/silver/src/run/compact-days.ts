import { inLanes } from '@assay/ledger';
import type { Dataset } from '@assay/schemas';
import { CompactionFailed } from '../compaction-failed.js';
import type { CompactOptions } from '../compactor.js';
import type { HourFailure, HourResult } from '../hour-result.js';
import type { BronzeListing } from '../plan/bronze-listing.js';
import { planOf, unitsOfDate, type PlannedUnit } from '../plan/plan-date.js';
import type { Unit } from '../plan/unit.js';
import type { CompactorParts } from './compactor-parts.js';
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
 * Compacts days one after another, the hours of each side by side. Throws `CompactionFailed` at the end
 * when hours failed; the signal's reason when it ended the work.
 */
export async function compactDays(
  parts: CompactorParts,
  days: readonly Day[],
  options: CompactOptions,
): Promise<HourResult[]> {
  const outcome = new Outcome(parts, options);
  for (const day of days) {
    options.signal?.throwIfAborted();
    await compactDay(parts, day, options, outcome);
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
  outcome.expect(units.length);
  const plan = async (unit: Unit): Promise<PlannedUnit | undefined> => {
    signal?.throwIfAborted();
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

/** What has become of a call's hours so far. */
class Outcome {
  private readonly parts: CompactorParts;
  private readonly options: CompactOptions;
  private readonly results: HourResult[] = [];
  private readonly failures: HourFailure[] = [];
  private total = 0;

  constructor(parts: CompactorParts, options: CompactOptions) {
    this.parts = parts;
    this.options = options;
  }

  expect(units: number): void {
    this.total += units;
  }

  finished(result: HourResult): void {
    this.results.push(result);
    this.parts.metrics.finished(result);
    this.parts.logger[result.status === 'unchanged' ? 'debug' : 'info']('silver hour', {
      ...result,
    });
    this.tell(result);
  }

  failed(failure: HourFailure): void {
    this.failures.push(failure);
    this.parts.metrics.failed(failure);
    this.parts.logger.error('silver hour failed', { ...failure });
    this.tell(undefined);
  }

  /** The results in the order of dataset, date, partition value and hour. */
  end(): HourResult[] {
    this.results.sort(byName);
    this.failures.sort(byName);
    if (this.failures.length > 0) {
      throw new CompactionFailed(this.results, this.failures);
    }
    return this.results;
  }

  private tell(last: HourResult | undefined): void {
    const done = this.results.length + this.failures.length;
    this.options.onProgress?.({ done, total: this.total, last });
  }
}

function byName(a: HourResult | HourFailure, b: HourResult | HourFailure): number {
  const name = (each: HourResult | HourFailure) =>
    [each.dataset, each.date, each.partition, each.hour ?? ''].join(' ');
  return name(a) < name(b) ? -1 : 1;
}
