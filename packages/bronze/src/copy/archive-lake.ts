import { inLanes, type CommittedFile } from '@assay/ledger';
import { createStaging, type ObjectStore } from '@assay/storage';
import {
  noFailpoint,
  systemClock,
  systemRandomness,
  type Clock,
  type Failpoint,
  type Randomness,
} from '@assay/telemetry';
import { copyFiles, DEFAULT_JOBS, type CopyProgress } from './copy-files.js';
import type { CopyParts } from './copy-object.js';
import type { CopyProblem } from './copy-problem.js';
import { NOTHING, type CopyCount } from './copy-report.js';
import { checkDestination } from './destination.js';
import { planFiles } from './plan-copy.js';
import { digestOf } from './read-object.js';
import { sealArchived } from './seal.js';
import { isMovedTo, readShards, type SourceShard } from './source-lake.js';

/** Which files to archive, and where to. */
export interface ArchiveOptions {
  readonly store: ObjectStore;
  /** The place of the archive: files have the same keys there. */
  readonly to: ObjectStore;
  /** Where objects for the archive are built: `lakeStagingFolder` of its location. */
  readonly stagingFolder: string;
  /** Files of the UTC dates before this one. */
  readonly before: string;
  /** Of one dataset only, by its id (`futures.trades.v1`). */
  readonly dataset?: string;
  /** Take away what the archive holds and a seal vouches for, once it was read back from there. */
  readonly remove: boolean;
  /** Tell what would be done; nothing is written. */
  readonly dryRun?: boolean;
  /** Files copied side by side (default 4), each 8 MiB at a time. */
  readonly jobs?: number;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  /** `copy.after-file`, `archive.before-seal`, `archive.after-seal`, `archive.after-remove`. */
  readonly failpoint?: Failpoint;
  readonly onProgress?: (progress: CopyProgress) => void;
}

/** What archiving came to. */
export interface ArchiveReport {
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly dataset: string | undefined;
  /** Every file is in the archive, and sealed. */
  readonly complete: boolean;
  /** Files that no seal had named yet. */
  readonly files: CopyCount;
  /** Files that this call sealed, and the numbers of its seal entries, by shard. */
  readonly sealed: number;
  readonly seals: Readonly<Record<string, readonly number[]>>;
  /** Files taken away here: all that are sealed to this archive and were still there. */
  readonly removed: number;
  readonly problems: readonly CopyProblem[];
}

/**
 * Archives days of a Bronze lake: copies their files, reads them back, seals them (so that readers and
 * verify look there), and only then, if asked to, takes them away here. Works beside a running service.
 * Ended anywhere it has lost nothing, and goes on when it is run again.
 *
 * Objects with other bytes than they should have are in `problems`: then nothing is sealed, and what
 * the archive does not hold rightly is never taken away. Throws as `copyLake` does.
 */
export async function archiveLake(options: ArchiveOptions): Promise<ArchiveReport> {
  const { store, to, clock = systemClock, before, dataset } = options;
  const shards = (await readShards(store)).filter(({ tier }) => tier === 'bronze');
  for (const shard of shards) {
    isMovedTo(shard, undefined);
  }
  await checkDestination(store, to, shards);
  const report: ArchiveReport = {
    ...{ from: store.root, to: to.root, before, dataset, complete: false },
    ...{ files: NOTHING, sealed: 0, seals: {}, removed: 0, problems: [] },
  };
  if (options.dryRun === true) {
    const files = shards.flatMap((each) => chosenFiles(each, options, undefined));
    return { ...report, files: await planFiles(to, files) };
  }
  const staging = createStaging({ folder: options.stagingFolder, owner: 'archive', clock });
  await staging.clear();
  try {
    const { failpoint = noFailpoint } = options;
    const parts: CopyParts = { from: store, to, staging, clock, failpoint };
    const sealed = await copyAndSeal(options, parts, shards, report);
    return options.remove && sealed.complete ? await removeSealed(options, sealed) : sealed;
  } finally {
    await staging.close();
  }
}

async function copyAndSeal(
  options: ArchiveOptions,
  parts: CopyParts,
  shards: readonly SourceShard[],
  report: ArchiveReport,
): Promise<ArchiveReport> {
  const { store, to, jobs = DEFAULT_JOBS, randomness = systemRandomness } = options;
  const chosen = shards.map((each) => chosenFiles(each, options, undefined));
  const files = await copyFiles(parts, chosen.flat(), jobs, options.onProgress);
  if (files.problems.length > 0) {
    return { ...report, files, problems: files.problems };
  }
  const writer = randomness.hex(8);
  const seals: Record<string, readonly number[]> = {};
  let sealed = 0;
  for (const [index, { tier, shard }] of shards.entries()) {
    if (chosen[index].length === 0) {
      continue;
    }
    await parts.failpoint('archive.before-seal');
    const place = { store, tier, shard };
    seals[shard] = await sealArchived(place, { writer, uri: to.root, files: chosen[index] });
    sealed += chosen[index].length;
    await parts.failpoint('archive.after-seal');
  }
  return { ...report, complete: true, files, sealed, seals };
}

/** Whatever sealed them, this call or one that was ended: what the archive holds rightly may go here. */
async function removeSealed(
  options: ArchiveOptions,
  report: ArchiveReport,
): Promise<ArchiveReport> {
  const { store, to, jobs = DEFAULT_JOBS, failpoint = noFailpoint } = options;
  const shards = (await readShards(store)).filter(({ tier }) => tier === 'bronze');
  const problems: CopyProblem[] = [];
  let removed = 0;
  const remove = (file: CommittedFile) => async () => {
    const { key, sha256: expected } = file;
    if ((await store.head(key)) === undefined) {
      return;
    }
    const found = (await digestOf(to, key))?.sha256;
    if (found !== expected) {
      const problem = found === undefined ? 'missing' : 'different';
      problems.push({ key, place: to.root, problem, expected, found });
      return;
    }
    await store.remove(key);
    removed += 1;
    await failpoint('archive.after-remove');
  };
  const sealed = shards.flatMap((each) => chosenFiles(each, options, to.root));
  await inLanes(jobs, sealed.map(remove));
  return { ...report, removed, problems, complete: problems.length === 0 };
}

/** Files of the days and the dataset that are meant, sealed at `place` (undefined: not yet). */
function chosenFiles(
  { fold }: SourceShard,
  { before, dataset }: ArchiveOptions,
  place: string | undefined,
): readonly CommittedFile[] {
  return fold.files.filter((file) => {
    const date = /(?:^|\/)date=(\d{4}-\d{2}-\d{2})(?:\/|$)/.exec(file.partition)?.[1];
    const isMeant = dataset === undefined || file.dataset === dataset;
    return isMeant && date !== undefined && date < before && file.sealedAt === place;
  });
}
