import { inLanes, retireChosen, type CommittedFile, type LedgerFold } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { Failpoint } from '@assay/telemetry';
import { changeOf, counted } from './day-changes.js';
import type { FollowShards } from './follow-shards.js';
import { notTakenAway, type BronzeDay, type DayFile } from './retain-report.js';

/** A longer list would make an entry of many megabytes, which every reader of the log takes in. */
const FILES_AN_ENTRY = 5_000;

/** What retiring a day takes. */
export interface RetireContext {
  readonly store: ObjectStore;
  readonly follow: FollowShards;
  /** Why a day may not go; undefined when it may. */
  readonly accepts: (day: BronzeDay) => Promise<string | undefined>;
  readonly writer: string;
  readonly certificateSha256: string;
  readonly jobs: number;
  readonly failpoint: Failpoint;
}

/** What became of a day. */
export interface DayOutcome {
  /** Files that are gone: an entry retires them, this run's or one of another run at the same time. */
  readonly retired: readonly DayFile[];
  readonly removed: number;
  /** Why the rest of it was left. */
  readonly reason: string | undefined;
}

/**
 * Retires a day's files in the log of each shard, asks once more whether they may go, and takes them away:
 * where the answer is another one by then, they stay until a later run is told that they may. An entry is
 * composed from the very log that it is added to: nothing of the day can be committed between the look
 * and the entry.
 */
export async function retireDay(context: RetireContext, day: BronzeDay): Promise<DayOutcome> {
  const reason = await problemOf(context, day);
  if (reason !== undefined) {
    return { retired: [], removed: 0, reason };
  }
  const retired: DayFile[] = [];
  let left: string | undefined;
  for (const part of partsOf(day.files)) {
    left ??= await retirePart(context, day, part);
    if (left === undefined) {
      retired.push(...part);
      await context.failpoint('bronze.retain.after-entry');
    }
  }
  // Until the entry was there, whoever makes hours of the day could still begin with another one.
  const doubt =
    retired.length === 0 ? undefined : await context.accepts({ ...day, files: retired });
  if (doubt !== undefined) {
    return { retired: [], removed: 0, reason: notTakenAway(doubt) };
  }
  const removed = await removeFiles(context, retired);
  const rest = day.files.length - retired.length;
  const of = retired.length === 0 ? '' : `${counted(rest)} left: `;
  return { retired, removed, reason: left === undefined ? undefined : `${of}${left}` };
}

/** Once more, and over all shards: verification took its time. */
async function problemOf(
  { follow, accepts }: RetireContext,
  day: BronzeDay,
): Promise<string | undefined> {
  for (const { fold } of await follow()) {
    const change = changeOf(day, fold);
    if (change !== undefined) {
      return change;
    }
  }
  return accepts(day);
}

/** Files of one shard each. */
function partsOf(files: readonly DayFile[]): DayFile[][] {
  const parts: DayFile[][] = [];
  for (const shard of new Set(files.map((file) => file.shard))) {
    const own = files.filter((file) => file.shard === shard);
    for (let start = 0; start < own.length; start += FILES_AN_ENTRY) {
      parts.push(own.slice(start, start + FILES_AN_ENTRY));
    }
  }
  return parts;
}

/** Undefined when an entry retires all of it; what another run has retired meanwhile is no other matter. */
async function retirePart(
  { store, writer, certificateSha256 }: RetireContext,
  day: BronzeDay,
  part: readonly DayFile[],
): Promise<string | undefined> {
  const place = { store, tier: 'bronze', shard: part[0].shard } as const;
  let change: string | undefined;
  const choose = (fold: LedgerFold): readonly CommittedFile[] => {
    change = changeOf(day, fold);
    if (change !== undefined) {
      return [];
    }
    const gone = new Set(fold.retiredFiles.map(({ key }) => key));
    return part.map(({ file }) => file).filter(({ key }) => !gone.has(key));
  };
  await retireChosen(place, { writer, dates: [day.date], certificateSha256, choose });
  return change;
}

async function removeFiles(
  { store, jobs, failpoint }: RetireContext,
  files: readonly DayFile[],
): Promise<number> {
  await inLanes(
    jobs,
    files.map(({ file }) => async () => {
      await store.remove(file.key);
      await failpoint('bronze.retain.after-remove');
    }),
  );
  return files.length;
}
