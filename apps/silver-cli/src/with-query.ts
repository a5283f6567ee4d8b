import { join } from 'node:path';
import type { QueryOptions } from '@assay/query';
import { createStaging } from '@assay/storage';
import { engineLimits } from './compactor.js';
import type { OpenLake } from './lake/open-lake.js';

/**
 * Runs `work` with the limits of an engine that reads. What does not fit its memory goes to a folder below
 * the cache, not into the lake: whoever reads may have no right to write there.
 */
export async function withQuery<Result>(
  lake: OpenLake,
  work: (query: QueryOptions) => Promise<Result>,
): Promise<Result> {
  const spill = createStaging({
    folder: join(lake.config.CACHE_ROOT, 'spill'),
    owner: 'silver-read',
  });
  await spill.clear();
  try {
    return await work({ ...engineLimits(lake, {}), spillFolder: spill.folder });
  } finally {
    await spill.close();
  }
}
