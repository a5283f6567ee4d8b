import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@assay/bus';
import { createPlaces, inLanes, inspectChain, listShards, type OpenPlace } from '@assay/ledger';
import { SessionPool, type QueryOptions } from '@assay/query';
import {
  createDatasetRegistry,
  ledgerEntryKey,
  type Certificate,
  type DatasetRegistry,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { BronzeError } from '../errors.js';
import { compareWithStream } from './against-stream.js';
import { certify } from './certify.js';
import { checkCertificates } from './check-certificates.js';
import { checkCommits, portionsOf } from './check-commits.js';
import type { CheckContext } from './check-context.js';
import { checkGlob, checkLeftHere, checkPresence, listDataFiles } from './check-glob.js';
import { FileFetcher } from './fetch-file.js';
import { LogFollower } from './follow-log.js';
import { MovedShards } from './moved-shards.js';
import { noteStaging } from './note-staging.js';
import { Findings, type VerifyNote, type VerifyProblem } from './problem.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';
import { checkStoredOnce } from './stored-twice.js';
import { countsOf, type VerifyCounts } from './verify-counts.js';

/** What to verify, and with what. */
export interface VerifyOptions {
  /** The lake. Nothing is written to it. */
  readonly store: ObjectStore;
  /** These shards only; all when absent. Whether files are orphans is then not asked. */
  readonly shards?: readonly string[];
  /**
   * UTC dates: only batches with rows of these are opened, each whole. Logs and file names are always
   * checked completely.
   */
  readonly dates?: readonly string[];
  /**
   * The log of a shard, to compare every message that it still holds with what is stored; undefined for
   * a shard whose log cannot be asked. The caller closes it. Without this the log is not looked at.
   */
  readonly openLog?: (shard: string) => Promise<EventLog | undefined>;
  /** A certificate of this lake from before: proves that every shard of it has only grown since. */
  readonly earlier?: Certificate;
  readonly registry?: DatasetRegistry;
  /** Opens the lakes that seals name; folders alone when absent. */
  readonly openPlace?: OpenPlace;
  /** False: files that live elsewhere by a seal are counted, and not looked at. */
  readonly followSeals?: boolean;
  /** Where writers build files: what lies there is counted, and no part of the lake. */
  readonly stagingFolder?: string;
  /** Local folder for copies of remote files; the system's own for temporary files when absent. */
  readonly scratchFolder?: string;
  /** Batches looked at side by side (default 2). */
  readonly lanes?: number;
  readonly query?: QueryOptions;
  /** Called with the files looked at so far, and how many there will be. */
  readonly onProgress?: (files: number, total: number) => void;
}

/** What verification came to. The lake is proved when there are no problems. */
export interface VerifyReport {
  readonly problems: readonly VerifyProblem[];
  readonly notes: readonly VerifyNote[];
  readonly counts: VerifyCounts;
  /** Undefined when there are problems: only what is proved is certified. */
  readonly certificate: Certificate | undefined;
}

/**
 * Verifies the Bronze tier of a lake from nothing but its objects: logs, files, and that they say the
 * same. Rejects only when it cannot look (an unreachable store), never for what it finds.
 */
export async function verifyBronze(options: VerifyOptions): Promise<VerifyReport> {
  const findings = new Findings();
  const scratch = await mkdtemp(join(options.scratchFolder ?? tmpdir(), 'assay-verify-'));
  const pool = new SessionPool({ threads: 1, ...options.query });
  try {
    return await verify(options, findings, pool, scratch);
  } finally {
    pool.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function verify(
  options: VerifyOptions,
  findings: Findings,
  pool: SessionPool,
  scratch: string,
): Promise<VerifyReport> {
  const { store, registry = createDatasetRegistry(), lanes = 2, dates } = options;
  // Before the logs: a file that is listed now has been announced in the log that is read after.
  const listed = await listDataFiles(store);
  const shards: ShardFacts[] = [];
  for (const shard of await chosenShards(options)) {
    shards.push(await followShard(options, shard, findings));
  }
  checkShardsOf(options, shards, findings);
  checkStoredOnce(shards, findings);
  noteMoved(shards, findings);
  noteEmptyDates(shards, dates, findings);
  const chosen = shards.flatMap((facts) =>
    facts.commits
      .filter((commit) => dates === undefined || holdsRowsOf(commit, dates))
      .map((commit) => ({ facts, commit })),
  );
  const total = chosen.reduce((sum, { commit }) => sum + commit.entry.files.length, 0);
  let filesSeen = 0;
  const context = {
    store,
    registry,
    pool,
    findings,
    places: createPlaces(options.openPlace),
    movedShards: new MovedShards(),
    fetcher: new FileFetcher(scratch),
    followSeals: options.followSeals ?? true,
    onFile: () => {
      filesSeen += 1;
      options.onProgress?.(filesSeen, total);
    },
  };
  const checked = await inLanes(
    lanes,
    portionsOf(chosen).map((portion) => () => checkCommits(context, portion)),
  );
  const commits = checked.flat();
  const opened = new Set(chosen.map(({ commit }) => commit));
  for (const facts of shards) {
    const others = facts.commits.filter((commit) => !opened.has(commit));
    await checkPresence(context, facts, others, listed);
    await checkLeftHere(context, facts, listed);
    await checkCertificates(context, facts);
  }
  if (options.stagingFolder !== undefined) {
    await noteStaging(options.stagingFolder, findings);
  }
  if (options.shards === undefined) {
    await checkGlob(context, shards, listed);
  }
  const counts = countsOf(shards, commits);
  const scope = {
    shards: options.shards?.toSorted() ?? null,
    dates: dates?.toSorted() ?? null,
    sealed: context.followSeals ? ('read' as const) : ('not-read' as const),
    stream:
      options.openLog === undefined
        ? null
        : await askLogs(context, options.openLog, shards, dates === undefined, opened),
  };
  const problems = findings.sorted();
  return {
    problems,
    notes: findings.notes,
    counts,
    certificate: problems.length > 0 ? undefined : certify({ shards, commits, scope }),
  };
}

/**
 * Compares what was opened with the logs it came from.
 *
 * @param isWhole whether all commits were opened
 */
async function askLogs(
  context: CheckContext,
  openLog: NonNullable<VerifyOptions['openLog']>,
  shards: readonly ShardFacts[],
  isWhole: boolean,
  opened: ReadonlySet<VerifiedCommit>,
): Promise<{ compared: bigint; not_retained: bigint }> {
  let compared = 0n;
  let notRetained = 0n;
  for (const facts of shards) {
    const commits = facts.commits.filter((commit) => opened.has(commit));
    if (commits.length === 0 && !isWhole) {
      continue;
    }
    const of = { facts, commits, isWhole };
    const seen = await compareWithStream(context, of, await openLog(facts.shard));
    compared += seen.compared;
    notRetained += seen.notRetained;
    if (seen.notRetained > 0n) {
      context.findings.note('not-retained', facts.shard, Number(seen.notRetained));
    }
  }
  return { compared, not_retained: notRetained };
}

async function chosenShards({ store, shards }: VerifyOptions): Promise<readonly string[]> {
  const all = await listShards({ store, tier: 'bronze' });
  const unknown = shards?.find((shard) => !all.includes(shard));
  if (unknown !== undefined) {
    const words = `expected a shard of ${all.join(', ') || 'none'}, was ${unknown}`;
    throw new BronzeError('NO_DATA', `${store.root}: ${words}`);
  }
  return shards ?? all;
}

async function followShard(
  { store, earlier }: VerifyOptions,
  shard: string,
  findings: Findings,
): Promise<ShardFacts> {
  const follower = new LogFollower(shard, findings);
  const certified = earlier?.shards.find((each) => each.shard === shard)?.head;
  const entries = inspectChain({ store, tier: 'bronze', shard }, ({ kind, key, expected, was }) => {
    findings.problem(kind, key, expected, was);
  });
  for await (const inspected of entries) {
    follower.add(inspected);
    const { number, key, sha256 } = inspected;
    if (number === certified?.number && sha256 !== certified.sha256) {
      const expected = `SHA-256 ${certified.sha256}, as certified`;
      findings.problem('not-extended', key, expected, sha256 ?? 'none');
    }
  }
  return follower.facts;
}

/** Entries that were certified are there still: a log cut off at its end is whole in itself. */
function checkShardsOf(
  { earlier, shards: chosen }: VerifyOptions,
  shards: readonly ShardFacts[],
  findings: Findings,
): void {
  for (const { shard, head } of earlier?.shards ?? []) {
    const last = shards.find((facts) => facts.shard === shard)?.head.number ?? 0;
    const isAsked = chosen === undefined || chosen.includes(shard);
    if (isAsked && last < head.number) {
      const key = ledgerEntryKey('bronze', shard, head.number);
      findings.problem('not-extended', key, `entry ${head.number}, as certified`, 'none');
    }
  }
}

function noteMoved(shards: readonly ShardFacts[], findings: Findings): void {
  for (const { movedTo } of shards) {
    if (movedTo !== undefined) {
      findings.note('moved', movedTo);
    }
  }
}

function noteEmptyDates(
  shards: readonly ShardFacts[],
  dates: readonly string[] = [],
  findings: Findings,
): void {
  const held = new Set(
    shards
      .flatMap((facts) => facts.commits.flatMap(({ entry }) => entry.files))
      .map(({ partition }) => /\/date=([^/]+)/.exec(partition)?.[1]),
  );
  for (const date of dates.filter((each) => !held.has(each))) {
    findings.note('no-rows', date);
  }
}

/** Dead letters have no date: they belong to what they were stored with. */
function holdsRowsOf({ entry }: VerifiedCommit, dates: readonly string[]): boolean {
  return entry.files.some(({ partition }) =>
    dates.some((date) => partition.includes(`/date=${date}`)),
  );
}
