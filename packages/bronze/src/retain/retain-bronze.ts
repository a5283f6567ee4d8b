import type { OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import { createDatasetRegistry, type Certificate, type DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { noFailpoint, systemRandomness, type Failpoint, type Randomness } from '@assay/telemetry';
import type { VerifyProblem } from '../verify/problem.js';
import { verifyBronze } from '../verify/verify-bronze.js';
import { changeOf, counted } from './day-changes.js';
import { daysBefore } from './days-of.js';
import { followShards, type FollowShards, type ShardNow } from './follow-shards.js';
import { putCertificate } from './put-certificate.js';
import { removeLeftovers, type Leftovers } from './remove-leftovers.js';
import {
  keptDay,
  retiredDay,
  type BronzeDay,
  type KeptDay,
  type RetainReport,
  type RetiredDay,
} from './retain-report.js';
import { retireDay } from './retire-day.js';
import { vouchesFor } from './vouches-for.js';

/** What to delete, and who says that it may go. */
export interface RetainOptions {
  readonly store: ObjectStore;
  /** Days before this UTC date. */
  readonly before: string;
  /**
   * Whether what was made of a day holds every row of its files: undefined, or why the day may not go.
   * Asked before the day is verified, right before it is retired, and once more before its files are taken
   * away; also of the files of earlier runs' days that are retired and there still.
   */
  readonly accepts: (day: BronzeDay) => Promise<string | undefined>;
  /** Tell what would be done: the days are looked at and verified, nothing is written. */
  readonly dryRun?: boolean;
  /** Opens the lakes that seals name; folders alone when absent. */
  readonly openPlace?: OpenPlace;
  readonly registry?: DatasetRegistry;
  /** Files removed side by side (default 4). */
  readonly jobs?: number;
  /** Local folder for copies of remote files while they are verified. */
  readonly scratchFolder?: string;
  readonly query?: QueryOptions;
  readonly randomness?: Randomness;
  /** `bronze.retain.before-certificate`, `.after-certificate`, `.after-entry`, `.after-remove`. */
  readonly failpoint?: Failpoint;
  /** Called with the files verified so far, and how many there will be. */
  readonly onProgress?: (files: number, total: number) => void;
}

const DEFAULT_JOBS = 4;
/** Another run may retire files while this one verifies them: then it looks again. */
const MAX_LOOKS = 3;

/** Days by whether they may go. */
interface Plan {
  readonly accepted: readonly BronzeDay[];
  readonly kept: readonly KeptDay[];
}

/** A plan, and what verification said of its days. */
interface VerifiedPlan extends Plan {
  readonly leftovers: Leftovers;
  readonly certificate: Certificate | undefined;
}

/**
 * Deletes old days of Bronze whose rows are held elsewhere, as `accepts` says, and that a verification of
 * these days proves. The certificate is put on record, then a `retire` entry names it in the log of each
 * shard, then the files go; what an ended run left is taken away by the next one. Dead letters stay: nothing
 * else holds them. Works beside writers, archives and other runs.
 *
 * Throws `NO_DATA`, `MOVED`, and the errors of ledger and storage.
 */
export async function retainBronze(options: RetainOptions): Promise<RetainReport> {
  const { store, before, dryRun = false, failpoint = noFailpoint } = options;
  const follow = followShards(store);
  const plan = await verifiedPlan(options, follow);
  const { accepted, certificate, leftovers } = plan;
  const report: RetainReport = {
    ...{ lake: store.root, before, dryRun, certificate, certificateKey: undefined },
    ...{ retired: accepted.map(retiredDay), kept: plan.kept },
    ...{ removed: leftovers.removed, strange: leftovers.strange },
  };
  if (dryRun || certificate === undefined) {
    return report;
  }
  await failpoint('bronze.retain.before-certificate');
  const certificateKey = await putCertificate(store, certificate);
  await failpoint('bronze.retain.after-certificate');
  const retired: RetiredDay[] = [];
  const kept = [...plan.kept];
  let { removed } = leftovers;
  const context = {
    ...{ store, follow, failpoint, accepts: options.accepts },
    writer: (options.randomness ?? systemRandomness).hex(8),
    certificateSha256: certificate.sha256,
    jobs: options.jobs ?? DEFAULT_JOBS,
  };
  for (const day of accepted) {
    const outcome = await retireDay(context, day);
    const gone = { ...day, files: outcome.retired };
    removed += outcome.removed;
    if (gone.files.length > 0) {
      retired.push(retiredDay(gone));
    }
    if (outcome.reason !== undefined) {
      const rest = day.files.filter((file) => !outcome.retired.includes(file));
      kept.push(keptDay({ ...day, files: rest }, outcome.reason));
    }
  }
  return { ...report, certificateKey, retired, kept, removed };
}

async function verifiedPlan(options: RetainOptions, follow: FollowShards): Promise<VerifiedPlan> {
  const { store, jobs = DEFAULT_JOBS, dryRun = false, accepts } = options;
  const registry = options.registry ?? createDatasetRegistry();
  let removed = 0;
  for (let look = 1; ; look += 1) {
    const shards = await follow();
    const left = await removeLeftovers(store, shards, { registry, accepts, jobs, dryRun });
    removed += left.removed;
    const leftovers = { ...left, removed };
    const plan = heldUpBy(left.waiting, await planOf(options, shards));
    if (plan.accepted.length === 0) {
      return { ...plan, leftovers, certificate: undefined };
    }
    const { problems: found, certificate } = await verify(options, plan.accepted);
    if (certificate !== undefined) {
      return { ...onlyCertified(plan, certificate), leftovers, certificate };
    }
    // What a run before this one left is in the way of a certificate until it is taken away.
    const problems = dryRun ? found.filter(({ kind }) => kind !== 'retired-file') : found;
    if (problems.length === 0) {
      return { ...plan, leftovers, certificate: undefined };
    }
    if (look === MAX_LOOKS || movesOf(shards) === movesOf(await follow())) {
      const reason = notProved(problems);
      const kept = [...plan.kept, ...plan.accepted.map((day) => keptDay(day, reason))];
      return { accepted: [], kept, leftovers, certificate: undefined };
    }
  }
}

async function planOf(options: RetainOptions, shards: readonly ShardNow[]): Promise<Plan> {
  const { before, accepts, registry = createDatasetRegistry() } = options;
  const { days, unknown } = daysBefore(shards, registry, before);
  const accepted: BronzeDay[] = [];
  const kept: KeptDay[] = [...unknown].map(([dataset, files]) => ({
    ...{ dataset, date: `before ${before}`, files },
    reason: 'this release does not know the dataset',
  }));
  for (const day of days) {
    const changes = shards.map(({ fold }) => changeOf(day, fold));
    const reason = changes.find((change) => change !== undefined) ?? (await accepts(day));
    if (reason === undefined) {
      accepted.push(day);
    } else {
      kept.push(keptDay(day, reason));
    }
  }
  return { accepted, kept };
}

/** Retired files that are there are in the way of any certificate: as long as some wait, all do. */
function heldUpBy(waiting: readonly KeptDay[], { accepted, kept }: Plan): Plan {
  if (waiting.length === 0) {
    return { accepted, kept };
  }
  const [{ date, dataset }] = waiting;
  const reason = `retired files of ${date} ${dataset} have to be taken away first`;
  const left = accepted.map((day) => keptDay(day, reason));
  return { accepted: [], kept: [...waiting, ...kept, ...left] };
}

function verify(options: RetainOptions, days: readonly BronzeDay[]) {
  const { store, openPlace, registry, scratchFolder, query, onProgress } = options;
  return verifyBronze({
    store,
    dates: [...new Set(days.map(({ date }) => date))],
    ...(openPlace === undefined ? {} : { openPlace }),
    ...(registry === undefined ? {} : { registry }),
    ...(scratchFolder === undefined ? {} : { scratchFolder }),
    ...(query === undefined ? {} : { query }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

/** A file that came between the look and the verification is in the certificate, and was not accepted. */
function onlyCertified({ accepted, kept }: Plan, certificate: Certificate): Plan {
  const changed = accepted.filter((day) => !vouchesFor(certificate, day));
  const reason = 'files of it came while it was verified: compact it, then run this again';
  return {
    accepted: accepted.filter((day) => !changed.includes(day)),
    kept: [...kept, ...changed.map((day) => keptDay(day, reason))],
  };
}

/** Retirements and seals so far: what they name may have gone while it was verified. */
function movesOf(shards: readonly ShardNow[]): number {
  return shards.reduce((sum, { fold }) => sum + fold.retiredFiles.length + fold.seals.length, 0);
}

function notProved(problems: readonly VerifyProblem[]): string {
  const [{ object, expected, was }] = problems;
  const others = problems.length === 1 ? '' : ` and ${counted(problems.length - 1)} more`;
  return (
    `not proved: ${object}: expected ${expected}, was ${was}${others}: ` +
    'run `lake-service verify`, and mend what it names'
  );
}
