import { selectionOf, type StoredSelection } from '../hand-over/stored-rows.js';
import type { ShardPlan } from '../hand-over/plan-shard.js';
import type { LakeFiles } from '../lake/lake-files.js';

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
