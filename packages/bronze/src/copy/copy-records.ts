import { inLanes, type LedgerPlace } from '@assay/ledger';
import {
  ledgerCheckpointKey,
  ledgerLeaseKey,
  ledgerLogFolder,
  ledgerSegmentFolder,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { stage, type CopyParts } from './copy-object.js';
import type { CopyProblem } from './copy-problem.js';
import { digestOf } from './read-object.js';

/** What a lake holds beside what its commit logs list: catalogs, and what other tiers derived. */
const FOLDERS = ['_lake/', 'silver/', 'gold/'];

/** `gone`: taken away since it was listed, by who owns it; it is no part of the lake any more. */
type RecordOutcome = 'copied' | 'present' | 'gone' | CopyProblem;

/** Result of copying what no commit log lists. */
export interface RecordsCopied {
  readonly copied: number;
  readonly present: number;
  readonly bytes: number;
  readonly problems: readonly CopyProblem[];
}

/**
 * Copies records that may be rewritten, so that a later copy replaces what an earlier one brought. Left
 * out are the shards' logs (copied entry by entry), their leases and checkpoints (of this place alone),
 * and what `isListed` knows from a log.
 */
export async function copyRecords(
  parts: CopyParts,
  shards: readonly Omit<LedgerPlace, 'store'>[],
  lanes: number,
  isListed: (key: string) => boolean,
): Promise<RecordsCopied> {
  const ofShards = shards.flatMap(({ tier, shard }) => [
    ledgerLogFolder(tier, shard),
    ledgerSegmentFolder(tier, shard),
    ledgerLeaseKey(tier, shard),
    ledgerCheckpointKey(tier, shard),
  ]);
  const jobs: (() => Promise<RecordOutcome>)[] = [];
  let bytes = 0;
  for (const folder of FOLDERS) {
    for await (const { key, bytes: size } of parts.from.list(folder)) {
      if (!isListed(key) && !ofShards.some((start) => key.startsWith(start))) {
        jobs.push(() => copyRecord(parts, key));
        bytes += size;
      }
    }
  }
  const outcomes = await inLanes(lanes, jobs);
  return {
    copied: outcomes.filter((outcome) => outcome === 'copied').length,
    present: outcomes.filter((outcome) => outcome === 'present').length,
    bytes,
    problems: outcomes.filter((outcome) => typeof outcome === 'object'),
  };
}

async function copyRecord({ from, to, staging }: CopyParts, key: string): Promise<RecordOutcome> {
  const info = await from.head(key);
  if (info === undefined) {
    return 'gone';
  }
  const path = await staging.path('record');
  try {
    const expected = await stage(from, key, info.bytes, path);
    if ((await digestOf(to, key))?.sha256 === expected) {
      return 'present';
    }
    await to.replace(key, { file: path });
    const found = (await digestOf(to, key))?.sha256;
    return found === expected ? 'copied' : notArrived(to, key, expected, found);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return 'gone';
    }
    throw error;
  } finally {
    await staging.discard(path);
  }
}

function notArrived(
  { root: place }: ObjectStore,
  key: string,
  expected: string,
  found: string | undefined,
): CopyProblem {
  return { key, place, problem: found === undefined ? 'missing' : 'different', expected, found };
}
