import type { FileRecord, IntendedFile, IntentEntry } from '@assay/schemas';
import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { ExaminedFile } from './action.js';
import type { KeptFiles } from './memory.js';

/** A file as an entry lists it. */
type Listed = Pick<IntendedFile, 'key' | 'rows' | 'sha256' | 'position_digest'>;

/**
 * What stays of an unfinished batch: files that are in the lake as they were meant, and names that were
 * closed. A file that is neither is an error.
 *
 * @param found what is under each name of `listed`: something is under every one
 */
export function keptFiles(
  state: LedgerState,
  intent: IntentEntry,
  listed: readonly Listed[],
  found: readonly (ExaminedFile | undefined)[],
): KeptFiles | LedgerError {
  const adopted: FileRecord[] = [];
  const positions = new Set<bigint>();
  const closed: string[] = [...(intent.closed_keys ?? [])];
  for (const [index, file] of listed.entries()) {
    const there = found[index];
    const record = there === undefined ? undefined : recordOf(file, there);
    if (there?.content.rows === 0) {
      closed.push(file.key);
    } else if (record === undefined) {
      return new LedgerError(
        'FOREIGN_FILE',
        `ledger ${state.tier}/${state.shard}: expected ${file.rows} rows with SHA-256 ` +
          `${file.sha256} in ${file.key}, was ${there === undefined ? 'nothing' : 'another file'}: ` +
          'restore it, or move it away and start again',
      );
    } else {
      adopted.push(record);
      there?.content.positions?.forEach((position) => positions.add(position));
    }
  }
  return { adopted, positions, closed };
}

/** A file as a commit lists it, when it is the one that was meant; undefined when it is another. */
function recordOf(file: Listed, { bytes, sha256, content }: ExaminedFile): FileRecord | undefined {
  const { rows, positionDigest, kind, dataset, partition, positions } = content;
  const isMeant =
    sha256 === file.sha256 || (rows === file.rows && positionDigest === file.position_digest);
  if (!isMeant || positions?.length !== rows || kind === undefined || dataset === undefined) {
    return undefined;
  }
  return {
    key: file.key,
    kind,
    dataset,
    partition: partition ?? '',
    rows,
    bytes,
    sha256,
    position_digest: positionDigest,
    min_ts: content.minTsEventNs ?? null,
    max_ts: content.maxTsEventNs ?? null,
  };
}
