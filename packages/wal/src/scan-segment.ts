import type { WalFile } from './files/wal-files.js';
import { decodeUnit, measureUnit } from './ipc/decode-batch.js';
import { RECORD_HEAD } from './ipc/message-head.js';
import { SCHEMA_MESSAGE } from './ipc/schema-message.js';
import { addToIndex } from './segment.js';
import type { Segment } from './segment.js';
import { walkSegment } from './walk-segment.js';

/** What a scan found of one segment file. */
export interface SegmentScan {
  /** Everything up to the end of the last whole record batch. */
  readonly segment: Segment;
  readonly fileBytes: number;
  /** Where the last group commit starts: only of it is it unknown whether its fsync succeeded. */
  readonly lastGroupOffset: number;
  /** Why the bytes after `segment.bytes` are no whole batches; undefined when there are none. */
  readonly bad: string | undefined;
}

/** Reads a whole segment and checks every batch: form, checksum, positions without a gap. */
export async function scanSegment(
  file: WalFile,
  path: string,
  first: bigint,
): Promise<SegmentScan> {
  const segment: Segment = { path, first, next: first, bytes: 0, subjects: [], index: [] };
  const fileBytes = await file.size();
  if (!(await startsWithSchema(file))) {
    const bad = 'the Arrow schema at its start is not whole';
    return { segment, fileBytes, lastGroupOffset: 0, bad };
  }
  segment.bytes = SCHEMA_MESSAGE.length;
  let lastGroupOffset = 0;
  let groupDurable: bigint | undefined;
  let unitStart = segment.bytes;
  let subjects: string[] = [];
  let bad: string | undefined;
  for await (const { end, unit } of walkSegment(file, segment.bytes, fileBytes)) {
    if (unit.kind === 'bad') {
      bad = unit.reason;
      break;
    }
    if (unit.kind === 'subjects') {
      if (unit.isDelta !== segment.subjects.length > 0 || subjects.length > 0) {
        bad = 'a dictionary batch is out of place';
        break;
      }
      subjects = [...unit.names];
      continue;
    }
    if (unit.first !== segment.next) {
      bad = `expected a batch from position ${segment.next}, was one from ${unit.first}`;
      break;
    }
    // New subjects lie before the batch that needs them, and count only with it.
    segment.subjects.push(...subjects);
    subjects = [];
    addToIndex(segment, unit.first, unitStart);
    if (unit.durable !== groupDurable) lastGroupOffset = groupDurable === undefined ? 0 : unitStart;
    groupDurable = unit.durable;
    segment.next += BigInt(unit.rows);
    segment.bytes = end;
    unitStart = end;
  }
  if (bad === undefined && segment.bytes < fileBytes) bad = 'new subjects lack their batch';
  return { segment, fileBytes, lastGroupOffset, bad };
}

async function startsWithSchema(file: WalFile): Promise<boolean> {
  const start = Buffer.alloc(SCHEMA_MESSAGE.length);
  return (await file.read(start, 0)) === start.length && start.equals(SCHEMA_MESSAGE);
}

const WINDOW_BYTES = 1024 * 1024;

/**
 * Whether the bytes of `scan` that are no whole batch had been durable: true when a whole batch after
 * them says that it was written when position `segment.next` was already on disk. Such a loss is damage,
 * not a torn tail. Damage to the very last group commit cannot be told from a torn tail.
 */
export async function badBytesWereDurable(file: WalFile, scan: SegmentScan): Promise<boolean> {
  const { segment, fileBytes } = scan;
  // The schema is synced before the first batch is written: any batch shows that it had been there.
  const isSchemaBad = segment.bytes === 0;
  const window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, fileBytes - segment.bytes));
  // Windows overlap by a prefix, so that one on the border is met; batches start at multiples of 8.
  for (let start = segment.bytes; start < fileBytes; start += WINDOW_BYTES - 8) {
    const bytes = window.subarray(0, await file.read(window, start));
    let at = bytes.indexOf(RECORD_HEAD.prefix);
    while (at >= 0) {
      if ((start + at) % 8 === 0) {
        const durable = await durableSaidAt(file, start + at, fileBytes);
        if (durable !== undefined && (isSchemaBad || durable >= segment.next)) return true;
      }
      at = bytes.indexOf(RECORD_HEAD.prefix, at + 1);
    }
  }
  return false;
}

/** What was durable when the whole batch at `offset` was written; undefined when there is none. */
async function durableSaidAt(
  file: WalFile,
  offset: number,
  fileBytes: number,
): Promise<bigint | undefined> {
  const head = Buffer.alloc(RECORD_HEAD.length);
  if ((await file.read(head, offset)) < head.length) return undefined;
  const size = measureUnit(head, 0);
  if ('kind' in size || offset + size.bytes > fileBytes) return undefined;
  const bytes = Buffer.allocUnsafeSlow(size.bytes);
  if ((await file.read(bytes, offset)) < bytes.length) return undefined;
  const unit = decodeUnit(bytes, 0);
  return unit.kind === 'records' ? unit.durable : undefined;
}
