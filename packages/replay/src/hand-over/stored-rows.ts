import type { SharedEngine } from '@assay/query';
import { ReplayError } from '../errors.js';
import type { LakeFiles, RowSelection } from '../lake/lake-files.js';
import type { MergedBatch } from '../lake/merge-streams.js';
import { readRows } from '../lake/read-rows.js';
import type { ShardPlan } from './plan-shard.js';

/** What of Bronze is wanted, beside what the plans say. */
export type StoredSelection = Pick<RowSelection, 'datasets' | 'isWanted' | 'startNs'>;

/**
 * The rows of Bronze that plans ask for, by event time. Throws `RETIRED` where retention deleted some of them
 * that were not read yet.
 */
export async function* storedRows(
  lake: LakeFiles,
  engine: SharedEngine,
  plans: readonly ShardPlan[],
  { datasets, isWanted, startNs }: StoredSelection,
): AsyncGenerator<MergedBatch, void, undefined> {
  const selection = selectionOf(plans, { datasets, isWanted, startNs });
  const [gone] = await lake.retired(selection);
  if (gone !== undefined) {
    throw new ReplayError(
      'RETIRED',
      `shard ${gone.shard}: expected the rows of ${gone.file.key}, was deleted by retention before ` +
        'they were read: ask for rows of a later time, or from a later position',
    );
  }
  yield* readRows(lake, engine, selection);
}

/** What plans ask Bronze for. */
export function selectionOf(
  plans: readonly ShardPlan[],
  { datasets, isWanted, startNs }: StoredSelection,
): RowSelection {
  return {
    datasets,
    isWanted,
    startNs,
    upTo: plans.flatMap(({ stored }) => (stored === undefined ? [] : [stored])),
    after: plans.flatMap(({ after }) => (after === undefined ? [] : [after])),
  };
}
