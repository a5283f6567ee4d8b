import { LedgerError, sealFiles, type CommittedFile, type LedgerPlace } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { SourceShard } from './source-lake.js';

/** A longer list would make an entry of many megabytes, which every reader of the log takes in. */
const FILES_A_SEAL = 5_000;

/** Seals files that are in the archive at `uri`. Gives the numbers of the seal entries. */
export async function sealArchived(
  place: LedgerPlace,
  { writer, uri, files }: { writer: string; uri: string; files: readonly CommittedFile[] },
): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let start = 0; start < files.length; start += FILES_A_SEAL) {
    const part = files.slice(start, start + FILES_A_SEAL);
    const request = { writer, reason: 'archived', place: uri, files: part } as const;
    numbers.push((await sealFiles(place, request)).number);
  }
  return numbers;
}

/**
 * Seals a whole shard that was copied to the lake at `uri`, right behind the last entry that was copied.
 * It lists no files: all of them are meant, and there may be millions. False when there is another entry by
 * now.
 */
export async function sealMoved(
  { tier, shard, fold }: SourceShard,
  { from, uri, writer }: { from: ObjectStore; uri: string; writer: string },
): Promise<boolean> {
  const place = { store: from, tier, shard };
  const after = fold.state.head;
  try {
    await sealFiles(place, { writer, reason: 'moved', place: uri, files: [], after });
    return true;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'REFUSED') {
      return false;
    }
    throw error;
  }
}
