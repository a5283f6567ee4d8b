import { ledgerEntryKey, type SegmentRange } from '@assay/schemas';
import { LedgerError } from '../errors.js';
import { readEntryFile, type LedgerPlace } from '../read/read-entries.js';
import { inLanes } from '../session/in-lanes.js';
import { listSegments, segmentOf } from './list-segments.js';

/** Entries that follow from one another, as bytes. */
export interface GatheredEntries extends SegmentRange {
  readonly lines: readonly Uint8Array[];
  readonly lastSha256: string;
}

/** What to gather: from entry `from` on, until either bound is reached. */
export interface GatherRequest {
  readonly from: number;
  /** SHA-256 of entry `from - 1`. */
  readonly prevSha256: string;
  readonly entries: number;
  readonly bytes: number;
}

/** Few, because a writer is at work beside it. */
const LANES = 8;
const NEWLINE = 0x0a;

/**
 * Reads single entries and checks that each follows from the one before. Undefined when they are in a
 * segment meanwhile. The log has to hold as many as are asked for.
 */
export async function gatherEntries(
  place: LedgerPlace,
  request: GatherRequest,
): Promise<GatheredEntries | undefined> {
  const lines: Uint8Array[] = [];
  let { prevSha256 } = request;
  let bytes = 0;
  while (lines.length < request.entries && bytes < request.bytes) {
    const next = request.from + lines.length;
    const width = Math.min(LANES * 4, request.entries - lines.length);
    const group = await inLanes(
      LANES,
      Array.from({ length: width }, (_, index) => () => readEntryFile(place, next + index)),
    );
    for (const [index, found] of group.entries()) {
      const number = next + index;
      if (found === undefined) {
        if (segmentOf(await listSegments(place), number) !== undefined) {
          return undefined;
        }
        throw broken(place, number, 'expected the entry, was none');
      }
      const { entry, sha256 } = found;
      if (entry.number !== number || entry.prev_sha256 !== prevSha256) {
        throw broken(place, number, `expected prev_sha256 ${prevSha256}, was ${entry.prev_sha256}`);
      }
      if (found.bytes.indexOf(NEWLINE) !== found.bytes.length - 1) {
        throw broken(place, number, 'expected one line, was more or less');
      }
      lines.push(found.bytes);
      prevSha256 = sha256;
      bytes += found.bytes.length;
      if (bytes >= request.bytes) {
        break;
      }
    }
  }
  const to = request.from + lines.length - 1;
  return { from: request.from, to, lines, lastSha256: prevSha256 };
}

function broken({ tier, shard }: LedgerPlace, number: number, problem: string): LedgerError {
  return new LedgerError(
    'BROKEN_CHAIN',
    `${ledgerEntryKey(tier, shard, number)}: ${problem}: restore it from a copy`,
  );
}
