import type { ObjectStore } from '@assay/storage';
import type { SourceShard } from './source-lake.js';

/**
 * Whether a log that is copied as it was read would name an engine's state that the destination lacks: its
 * writer has gone on meanwhile, and has taken the state away. Copied anew it names a later one.
 */
export async function lacksState(
  to: ObjectStore,
  shards: readonly SourceShard[],
): Promise<boolean> {
  for (const { fold } of shards) {
    const { derivation, openIntent } = fold.state;
    for (const state of [derivation?.state, openIntent?.derivation?.state]) {
      if (state !== undefined && (await to.head(state.key)) === undefined) {
        return true;
      }
    }
  }
  return false;
}
