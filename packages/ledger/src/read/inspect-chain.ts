import type { LedgerEntry, SegmentRange } from '@assay/schemas';
import { ledgerEntryKey } from '@assay/schemas';
import type { ReportProblem } from './chain-problem.js';
import { ChainObjects } from './chain-objects.js';
import { witness } from './chain-witness.js';
import { LinkCheck } from './link-check.js';
import type { LedgerPlace } from './read-entries.js';

/** An entry of a log as it lies in the lake. */
export interface InspectedEntry {
  readonly number: number;
  /** The object that holds it, or would: a segment, or the entry's own. */
  readonly key: string;
  /** SHA-256 of its bytes; undefined when it is missing. */
  readonly sha256: string | undefined;
  /** Undefined when it is missing or cannot be read. */
  readonly entry: LedgerEntry | undefined;
}

/** Single entries read side by side. */
const WIDTH = 32;

/**
 * Every entry of a log from the first to the last, in segments or by itself. Checks that the log's
 * objects are as they were written: each entry's link to the one before, each segment's digest and its
 * link, single entries beside a segment, and what a checkpoint vouches for. Unlike `readEntries` it goes
 * on behind a problem and reports every one; what the entries say is not judged. Rejects only where the
 * store fails.
 */
export async function* inspectChain(
  place: LedgerPlace,
  report: ReportProblem,
): AsyncGenerator<InspectedEntry> {
  // Asked first: a checkpoint of later entries than are listed afterwards would seem to miss them.
  const vouched = await witness(place);
  const objects = await ChainObjects.list(place, report);
  const links = new LinkCheck(report);
  let head: InspectedEntry | undefined;
  for (let next = 1; next <= objects.last;) {
    const group = await inspectGroup(objects, next);
    for (const inspected of group) {
      links.add(inspected);
      head = inspected;
      vouched.check(inspected, report);
      yield inspected;
    }
    next += group.length;
  }
  links.end();
  for (let number = (head?.number ?? 0) + 1; number <= vouched.number; number += 1) {
    const key = ledgerEntryKey(place.tier, place.shard, number);
    const expected = `entry ${number}, for a checkpoint vouches for ${vouched.number}`;
    report({ kind: 'entry-missing', key, expected, was: 'none' });
  }
}

async function inspectGroup(
  objects: ChainObjects,
  next: number,
): Promise<readonly InspectedEntry[]> {
  const segment: SegmentRange | undefined = objects.segmentAt(next);
  if (segment !== undefined) {
    return objects.readSegment(segment, next);
  }
  const end = Math.min(objects.last, next + WIDTH - 1, objects.nextSegment(next) - 1);
  const numbers = Array.from({ length: end - next + 1 }, (_, index) => next + index);
  return Promise.all(numbers.map((number) => objects.readSingle(number)));
}
