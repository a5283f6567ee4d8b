import { inLanes } from '@assay/ledger';
import type { DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { digestOf } from '../copy/read-object.js';
import type { ShardNow } from './follow-shards.js';
import {
  keptDay,
  notTakenAway,
  type BronzeDay,
  type KeptDay,
  type StrangeFile,
} from './retain-report.js';
import { retiredHere } from './retired-here.js';

/** What is left of files that were retired. */
export interface Leftovers {
  readonly removed: number;
  readonly strange: readonly StrangeFile[];
  /** Days of which retired files were left, for what was made of them does not hold them (now). */
  readonly waiting: readonly KeptDay[];
}

/** How retired files are taken away. */
export interface LeftoverOptions {
  readonly registry: DatasetRegistry;
  /** Why files of a day may not go; undefined when they may. */
  readonly accepts: (day: BronzeDay) => Promise<string | undefined>;
  /** Files side by side. */
  readonly jobs: number;
  readonly dryRun: boolean;
}

/**
 * Takes away retired files that are there still: a run that was ended left them, or a writer that was frozen
 * made them again. One with other bytes than were committed is left, and named: nothing vouches for those.
 * Files of a day that is not accepted are left as well: since they were retired, what holds their rows may
 * have changed.
 */
export async function removeLeftovers(
  store: ObjectStore,
  shards: readonly ShardNow[],
  options: LeftoverOptions,
): Promise<Leftovers> {
  const { jobs, dryRun } = options;
  const { same, strange } = await retiredFilesIn(store, shards, jobs);
  const { kept, waiting } = await askAbout(shards, same, options);
  const going = dryRun ? [] : [...same].filter((key) => !kept.has(key));
  await inLanes(
    jobs,
    going.map((key) => () => store.remove(key)),
  );
  return { removed: going.length, strange, waiting };
}

/** Keys of retired files that are there, `same`: as they were committed. */
async function retiredFilesIn(store: ObjectStore, shards: readonly ShardNow[], jobs: number) {
  const retired = new Map(
    shards.flatMap(({ fold }) => fold.retiredFiles.map(({ key, sha256 }) => [key, sha256])),
  );
  const same = new Set<string>();
  const strange: StrangeFile[] = [];
  const look = (key: string) => async () => {
    const expected = retired.get(key) ?? '';
    const found = await digestOf(store, key);
    if (found?.sha256 === expected) {
      same.add(key);
    } else if (found !== undefined) {
      strange.push({ key, expected, was: found.sha256 });
    }
  };
  const here: string[] = [];
  for (const folder of retired.size === 0 ? [] : ['bronze/', '_dlq/']) {
    for await (const { key } of store.list(folder)) {
      if (retired.has(key)) {
        here.push(key);
      }
    }
  }
  await inLanes(jobs, here.map(look));
  return { same, strange };
}

async function askAbout(
  shards: readonly ShardNow[],
  here: ReadonlySet<string>,
  { registry, accepts }: LeftoverOptions,
) {
  const kept = new Set<string>();
  const waiting: KeptDay[] = [];
  const { days, unknown } = retiredHere(shards, registry, here);
  for (const day of days) {
    const reason = await accepts(day);
    if (reason !== undefined) {
      day.files.forEach(({ file }) => kept.add(file.key));
      waiting.push(keptDay(day, notTakenAway(reason)));
    }
  }
  for (const { dataset, date, keys } of unknown) {
    keys.forEach((key) => kept.add(key));
    const reason = notTakenAway('this release does not know the dataset');
    waiting.push({ dataset, date, files: keys.length, reason });
  }
  return { kept, waiting };
}
