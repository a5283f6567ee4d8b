import { inLanes } from '@assay/ledger';
import { LEDGER_TIERS, ledgerFolder, shardOfLedgerKey } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { stage, type CopyParts } from './copy-object.js';
import type { CopyProblem } from './copy-problem.js';
import { digestOf } from './read-object.js';

/** What a lake holds beside what its commit logs list: catalogs, and what other tiers derived. */
const FOLDERS = ['_lake/', 'silver/', 'gold/'];

/** Result of copying what no commit log lists. */
export interface RecordsCopied {
  readonly copied: number;
  readonly present: number;
  readonly bytes: number;
  readonly problems: readonly CopyProblem[];
}

/**
 * Copies records that may be rewritten, so that a later copy replaces what an earlier one brought. Left
 * out are the shards' own folders (their chains are copied entry by entry; leases and checkpoints are of
 * this place alone) and what `isListed` knows from a commit log.
 */
export async function copyRecords(
  parts: CopyParts,
  lanes: number,
  isListed: (key: string) => boolean,
): Promise<RecordsCopied> {
  const jobs: (() => Promise<'copied' | 'present' | CopyProblem>)[] = [];
  let bytes = 0;
  for (const folder of FOLDERS) {
    for await (const { key, bytes: size } of parts.from.list(folder)) {
      if (!isOfShard(key) && !isListed(key)) {
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

/** Whether a key lies in a shard's own folder, whatever its name there. */
export function isOfShard(key: string): boolean {
  return LEDGER_TIERS.some((tier) => {
    const folder = ledgerFolder(tier);
    const [shard, inside] = key.startsWith(folder) ? key.slice(folder.length).split('/') : [];
    return inside !== undefined && shardOfLedgerKey(tier, `${folder}${shard}/log/`) !== undefined;
  });
}

async function copyRecord(
  { from, to, staging }: CopyParts,
  key: string,
): Promise<'copied' | 'present' | CopyProblem> {
  const info = await from.head(key);
  if (info === undefined) {
    // Taken away since it was listed, by who owns it: then it is no part of the lake any more.
    return 'present';
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
