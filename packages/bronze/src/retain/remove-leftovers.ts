import { inLanes } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import { digestOf } from '../copy/read-object.js';
import type { ShardNow } from './follow-shards.js';
import type { StrangeFile } from './retain-report.js';

/** What is left of files that were retired. */
export interface Leftovers {
  readonly removed: number;
  readonly strange: readonly StrangeFile[];
}

/**
 * Takes away retired files that are there still: a run that was ended left them, or a writer that was frozen
 * made them again. One with other bytes than were committed is left, and named: nothing vouches for those.
 *
 * @param jobs files side by side
 */
export async function removeLeftovers(
  store: ObjectStore,
  shards: readonly ShardNow[],
  { jobs, dryRun }: { readonly jobs: number; readonly dryRun: boolean },
): Promise<Leftovers> {
  const retired = new Map(
    shards.flatMap(({ fold }) => fold.retiredFiles.map(({ key, sha256 }) => [key, sha256])),
  );
  if (retired.size === 0) {
    return { removed: 0, strange: [] };
  }
  const here: string[] = [];
  for (const folder of ['bronze/', '_dlq/']) {
    for await (const { key } of store.list(folder)) {
      if (retired.has(key)) {
        here.push(key);
      }
    }
  }
  const strange: StrangeFile[] = [];
  let removed = 0;
  const remove = (key: string) => async () => {
    const expected = retired.get(key) ?? '';
    const found = await digestOf(store, key);
    if (found === undefined) {
      return;
    }
    if (found.sha256 !== expected) {
      strange.push({ key, expected, was: found.sha256 });
    } else if (!dryRun) {
      await store.remove(key);
      removed += 1;
    }
  };
  await inLanes(jobs, here.map(remove));
  return { removed, strange };
}
