import type { ObjectStore } from '@assay/storage';
import type { SourceShard } from './source-lake.js';

export async function sealMoved(
  shard: SourceShard,
  request: { readonly from: ObjectStore; readonly place: string; readonly writer: string },
): Promise<boolean> {
  throw new Error(`${shard.shard} ${request.place}`);
}
