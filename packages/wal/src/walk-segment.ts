import type { WalFile } from './files/wal-files.js';
import { decodeUnit, measureUnit } from './ipc/decode-batch.js';
import type { BadUnit, DictionaryUnit, RecordUnit } from './ipc/decode-batch.js';

/** One batch of a segment, and where it lies: `[offset, end)`. */
export interface PlacedUnit {
  readonly offset: number;
  readonly end: number;
  readonly unit: RecordUnit | DictionaryUnit | BadUnit;
}

/** Read at once; a larger batch is read whole. */
const BLOCK_BYTES = 256 * 1024;

/**
 * The batches in `[start, end)` of a segment, checked, one block of the file in memory at a time. Ends
 * after the first bad one, whose `end` is then the end of the range.
 */
export async function* walkSegment(
  file: WalFile,
  start: number,
  end: number,
): AsyncGenerator<PlacedUnit, void, undefined> {
  let block: Buffer = Buffer.alloc(0);
  let blockStart = start;
  let offset = start;
  while (offset < end) {
    const wanted = measureUnit(block, offset - blockStart);
    if ('kind' in wanted) {
      yield { offset, end, unit: wanted };
      return;
    }
    if (offset + wanted.bytes > end) {
      const reason = `the batch needs ${wanted.bytes} bytes, only ${end - offset} are there`;
      yield { offset, end, unit: { kind: 'bad', reason } };
      return;
    }
    if (offset - blockStart + wanted.bytes > block.length) {
      block = await readBlock(file, offset, Math.min(end - offset, blockSize(wanted.bytes)));
      blockStart = offset;
      if (block.length < wanted.bytes) {
        const reason = `the file ends at byte ${offset + block.length}`;
        yield { offset, end, unit: { kind: 'bad', reason } };
        return;
      }
      continue;
    }
    const unit = decodeUnit(block, offset - blockStart);
    const bad = unit.kind === 'bad';
    yield { offset, end: bad ? end : offset + wanted.bytes, unit };
    if (bad) return;
    offset += wanted.bytes;
  }
}

const blockSize = (wanted: number): number => Math.max(BLOCK_BYTES, wanted);

async function readBlock(file: WalFile, offset: number, bytes: number): Promise<Buffer> {
  // Views of a block are handed out, so it is never reused.
  const block = Buffer.allocUnsafeSlow(bytes);
  return block.subarray(0, await file.read(block, offset));
}
