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

/** When the last row that plans ask of Bronze happened, by shard (int64 ns); none for a shard without any. */
export async function storedTo(
  lake: LakeFiles,
  plans: readonly ShardPlan[],
  wanted: StoredSelection,
): Promise<ReadonlyMap<string, bigint>> {
  const ends = new Map<string, bigint>();
  for (const { shard, file } of await lake.select(selectionOf(plans, wanted))) {
    const { max_ts: lastNs } = file;
    const before = ends.get(shard);
    if (lastNs !== null && (before === undefined || lastNs > before)) {
      ends.set(shard, lastNs);
    }
  }
  return ends;
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
