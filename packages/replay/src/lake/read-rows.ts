import type { SharedEngine } from '@assay/query';
import { mergeStreams, type MergedBatch } from './merge-streams.js';
import type { LakeFiles, RowSelection } from './lake-files.js';
import { groupFiles, streamRows } from './row-stream.js';

/**
 * Committed rows of Bronze by event time across datasets, as batches of one dataset, shard and epoch each.
 * Memory holds one batch of each, and what the engine sorts of an hour.
 */
export async function* readRows(
  lake: LakeFiles,
  engine: SharedEngine,
  selection: RowSelection,
): AsyncGenerator<MergedBatch, void, undefined> {
  const groups = groupFiles(await lake.select(selection));
  const parts = { lake, engine, selection };
  yield* mergeStreams(groups.map((group) => streamRows(parts, group)));
}
