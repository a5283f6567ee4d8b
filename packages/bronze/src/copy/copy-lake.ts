import { createStaging, type ObjectStore } from '@assay/storage';
import {
  noFailpoint,
  systemClock,
  systemRandomness,
  type Clock,
  type Failpoint,
  type Randomness,
} from '@assay/telemetry';
import { BronzeError } from '../errors.js';
import { copyFiles, DEFAULT_JOBS, type CopyProgress } from './copy-files.js';
import { copyLog } from './copy-log.js';
import type { CopyParts } from './copy-object.js';
import type { CopyProblem } from './copy-problem.js';
import { copyRecords } from './copy-records.js';
import { addCounts, copiedShard, emptyReport, type CopyReport } from './copy-report.js';
import { checkDestination } from './destination.js';
import { lacksState } from './engine-states.js';
import { refuseLiveWriters, type LookForWriters } from './live-writers.js';
import { planFiles } from './plan-copy.js';
import { sealMoved } from './seal.js';
import { filesFor, isMovedTo, listAllShards, readShards, type SourceShard } from './source-lake.js';

/** What to copy, and where to. */
export interface CopyLakeOptions {
  readonly from: ObjectStore;
  readonly to: ObjectStore;
  /** Where objects for the destination are built: `lakeStagingFolder` of its location. */
  readonly stagingFolder: string;
  /**
   * Move: in the end every shard is sealed where it was, so that no writer goes on there, and readers
   * follow. Without it the copy is a backup, and both lakes can go on by themselves.
   */
  readonly seal: boolean;
  /** Tell what would be done; nothing is written. */
  readonly dryRun?: boolean;
  /** Files copied side by side (default 4), each 8 MiB at a time. */
  readonly jobs?: number;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  /** `copy.after-file`, `copy.before-log`, `copy.before-seal`, `copy.after-seal`. */
  readonly failpoint?: Failpoint;
  readonly onProgress?: (progress: CopyProgress) => void;
  /** Told whose lease is watched before a move. */
  readonly onWaiting?: LookForWriters['onWaiting'];
}

/** A writer that commits while its lake is copied makes another pass necessary, not endlessly many. */
const MAX_PASSES = 8;

/**
 * Copies a lake: committed files, then what no log lists, then the commit logs, byte for byte. Nothing
 * vouches for a file before it is there and reads back with its digest. Run again after any end it goes
 * on; objects that are there are checked and left alone.
 *
 * Objects with other bytes than they should have are in `problems`, and then no log is copied and nothing
 * is sealed. Throws `NO_DATA`, `NOT_A_COPY`, `MOVED`, `BUSY`, `STAGING`, and the errors of storage.
 */
export async function copyLake(options: CopyLakeOptions): Promise<CopyReport> {
  const { from, to, clock = systemClock, randomness = systemRandomness } = options;
  const shards = await readShards(from);
  const waiting = shards.filter((shard) => !isMovedTo(shard, to.root));
  const report = emptyReport(options, shards);
  if (waiting.length === 0) {
    return { ...report, complete: true, sealed: true };
  }
  await checkDestination(from, to, shards);
  if (options.seal) {
    refuseUnfinished(waiting);
    const places = waiting.map(({ tier, shard }) => ({ store: from, tier, shard }));
    await refuseLiveWriters(places, { clock, onWaiting: options.onWaiting });
  }
  if (options.dryRun === true) {
    const files = waiting.flatMap((shard) => filesFor(shard, to.root));
    return { ...report, files: await planFiles(to, files) };
  }
  const staging = createStaging({ folder: options.stagingFolder, owner: 'copy', clock });
  await staging.clear();
  try {
    const { failpoint = noFailpoint } = options;
    const parts: CopyParts = { from, to, staging, clock, failpoint };
    return await copyInPasses(options, parts, randomness.hex(8), report);
  } finally {
    await staging.close();
  }
}

/** At the destination its files would be built anew, from a log that may not be there. */
function refuseUnfinished(shards: readonly SourceShard[]): void {
  const shard = shards.find(({ fold }) => fold.state.openIntent !== undefined);
  const range = shard?.fold.state.openIntent?.range;
  if (shard !== undefined && range !== undefined) {
    throw new BronzeError(
      'BUSY',
      `shard ${shard.shard}: expected every batch to be finished, was one of messages ${range.from} ` +
        `to ${range.to} that is published in part: start the service once more, stop it, then run ` +
        'this again',
    );
  }
}

/**
 * What is committed during a pass is copied in the next. A seal is the entry after the last that was
 * copied, or it fails: nothing can be committed in between and be left behind.
 */
async function copyInPasses(
  options: CopyLakeOptions,
  parts: CopyParts,
  writer: string,
  report: CopyReport,
): Promise<CopyReport> {
  const { from, to } = parts;
  const verified = new Set<string>();
  let sum = report;
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    const shards = await readShards(from);
    sum = await copyPass(options, parts, shards, verified, { ...sum, passes: pass });
    if (sum.problems.length > 0 || (sum.complete && !options.seal)) {
      return sum;
    }
    if (sum.complete) {
      await parts.failpoint('copy.before-seal');
      if (await sealAll(shards, { from, uri: to.root, writer })) {
        await parts.failpoint('copy.after-seal');
        return { ...sum, sealed: true };
      }
    }
  }
  throw new BronzeError(
    'BUSY',
    `${from.root}: expected the lake to hold still, was changed during each of ${MAX_PASSES} passes: ` +
      'stop what writes or archives there, then run this again',
    { retryable: true },
  );
}

/** Complete once the logs are copied, which vouch for all that they list. */
async function copyPass(
  options: CopyLakeOptions,
  parts: CopyParts,
  shards: readonly SourceShard[],
  verified: Set<string>,
  before: CopyReport,
): Promise<CopyReport> {
  const { jobs = DEFAULT_JOBS, onProgress } = options;
  const waiting = shards.filter((shard) => !isMovedTo(shard, parts.to.root));
  const listed = waiting.flatMap((shard) => filesFor(shard, parts.to.root));
  const rest = listed.filter(({ key }) => !verified.has(key));
  const files = await copyFiles(parts, rest, jobs, onProgress);
  const failed = new Set(files.problems.map(({ key }) => key));
  for (const { key } of rest.filter((file) => !failed.has(file.key))) {
    verified.add(key);
  }
  const records = await copyRecords(parts, shards, jobs, (key) => verified.has(key));
  const report = {
    ...before,
    complete: false,
    files: addCounts(before.files, files),
    records: { copied: records.copied, present: records.present, bytes: records.bytes },
    shards: shards.map(copiedShard),
    problems: [...(await stillProblems(options, files.problems)), ...records.problems],
  };
  if (failed.size > 0 || report.problems.length > 0 || (await lacksState(parts.to, waiting))) {
    return report;
  }
  let { entries } = before;
  for (const { tier, shard, fold } of waiting) {
    await parts.failpoint('copy.before-log');
    const log = await copyLog(parts, { tier, shard }, fold.state);
    entries += log.copied;
    report.problems.push(...log.problems);
  }
  return { ...report, entries, complete: report.problems.length === 0 };
}

/**
 * A file that went away while it was to be read may have been archived, or retired: its log says so by
 * now, and the next pass goes by that.
 */
async function stillProblems(
  { from, to }: CopyLakeOptions,
  problems: readonly CopyProblem[],
): Promise<readonly CopyProblem[]> {
  if (!problems.some(({ problem }) => problem === 'missing')) {
    return problems;
  }
  const files = (await readShards(from)).flatMap((shard) => filesFor(shard, to.root));
  const wanted = new Set(files.map(({ key }) => key));
  return problems.filter(({ key }) => wanted.has(key));
}

/** False when a shard went on since it was read, or another one was begun. */
async function sealAll(
  shards: readonly SourceShard[],
  request: { readonly from: ObjectStore; readonly uri: string; readonly writer: string },
): Promise<boolean> {
  let all = true;
  for (const shard of shards) {
    const sealed = isMovedTo(shard, request.uri) || (await sealMoved(shard, request));
    all &&= sealed;
  }
  return all && (await listAllShards(request.from)).length === shards.length;
}
