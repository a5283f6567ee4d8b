import { z } from 'zod';
import { sha256Hex } from '../digests.js';
import { LEDGER_FORMAT, LEDGER_TIERS } from './entry-head.js';
import { badRecord, parseRecord, recordLine } from './record-line.js';
import { count, name, sha256 } from './record-values.js';

/** A segment's first line. The lines after it are the bytes of entries `from` to `to`. */
const segmentHeader = z.strictObject({
  format: z.literal(LEDGER_FORMAT),
  kind: z.literal('segment'),
  tier: z.enum(LEDGER_TIERS),
  shard: name,
  from: count.min(1),
  to: count.min(1),
  /** SHA-256 of entry `from - 1`, as entry `from` names it too, and of entry `to`. */
  prev_sha256: sha256,
  last_sha256: sha256,
  /** SHA-256 of all lines after this one. */
  entries_sha256: sha256,
  /** SHA-256 of the first line of the segment before; 64 zeros in the first segment. */
  prev_segment_sha256: sha256,
});

export type SegmentHeader = z.output<typeof segmentHeader>;

/** Entries of a log in one object: the header, and the entries' bytes, one line each. */
export interface LedgerSegment {
  readonly header: SegmentHeader;
  /** SHA-256 of the first line, which the next segment names. */
  readonly headerSha256: string;
  readonly lines: readonly Uint8Array[];
}

const NEWLINE = 0x0a;

/** A segment's bytes. `lines` are the entries' own bytes, each with its newline. */
export function encodeLedgerSegment(
  header: Omit<SegmentHeader, 'entries_sha256'>,
  lines: readonly Uint8Array[],
): Uint8Array {
  const body = Buffer.concat(lines);
  const whole = { ...header, entries_sha256: sha256Hex(body) };
  const first = recordLine(segmentHeader, whole, `segment ${header.from} to ${header.to}`);
  return Buffer.concat([Buffer.from(`${first}\n`, 'utf8'), body]);
}

/**
 * The segment that bytes hold, its digest and number of lines checked; whether the entries follow from
 * one another is not. Throws `BAD_RECORD` for what is no segment, or not as it was written.
 */
export function parseLedgerSegment(bytes: Uint8Array, where: string): LedgerSegment {
  const [first, ...lines] = segmentLines(bytes);
  const header = parseRecord(segmentHeader, first ?? new Uint8Array(), where);
  const body = bytes.subarray(first?.length ?? 0);
  const digest = sha256Hex(body);
  if (digest !== header.entries_sha256) {
    throw badRecord(
      `${where}: expected entries of SHA-256 ${header.entries_sha256}, was ${digest}`,
    );
  }
  const width = header.to - header.from + 1;
  if (lines.length !== width) {
    throw badRecord(`${where}: expected ${width} entries, was ${lines.length}`);
  }
  return { header, headerSha256: sha256Hex(first ?? ''), lines };
}

/** The lines of a segment, each with its newline: the header first. Checks nothing. */
export function segmentLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
}
