import { WalError } from './errors.js';
import type { WalFile, WalFiles } from './files/wal-files.js';
import { SCHEMA_MESSAGE } from './ipc/schema-message.js';
import { badBytesWereDurable, scanSegment } from './scan-segment.js';
import type { SegmentScan } from './scan-segment.js';
import { segmentFirst, segmentName } from './segment.js';
import type { Segment } from './segment.js';

/** A torn tail that recovery cut off. Nothing of it had been acknowledged. */
export interface TornTail {
  readonly file: string;
  readonly bytesCut: number;
  /** The last position that is whole: `first - 1` of the log when there is none. */
  readonly lastPosition: bigint;
  readonly reason: string;
  /** All of it in one sentence. */
  readonly message: string;
}

/** The segments of one sequence, oldest first, all of them whole and durable. */
export interface RecoveredSequence {
  readonly segments: Segment[];
  readonly tornTail: TornTail | undefined;
}

/** The position of the first message ever. */
const FIRST_POSITION = 1n;

/**
 * Opens what is in a sequence's folder: checks every segment, cuts a torn tail off the last one, and
 * makes durable what it keeps.
 */
export async function recoverSequence(files: WalFiles, folder: string): Promise<RecoveredSequence> {
  const firsts = segmentFirsts(folder, await files.list(folder));
  const segments: Segment[] = [];
  let tornTail: TornTail | undefined;
  for (const [index, first] of firsts.entries()) {
    const path = `${folder}/${segmentName(first)}`;
    const previous = segments.at(-1);
    if (previous !== undefined && previous.next !== first) throw gap(previous, path);
    const file = await files.open(path);
    try {
      const scan = await scanSegment(file, path, first);
      const isLast = index === firsts.length - 1;
      if (scan.bad !== undefined && (!isLast || (await badBytesWereDurable(file, scan)))) {
        throw corrupt(scan, isLast);
      }
      if (isLast) {
        if (scan.bad !== undefined) tornTail = describeTail(scan);
        await makeDurable(file, scan);
        await files.syncFolder(folder);
      }
      segments.push(scan.segment);
    } finally {
      await file.close();
    }
  }
  return { segments, tornTail };
}

/** Makes a sequence's folder and its first, empty segment. What a crash left of them is made again. */
export async function createSequence(files: WalFiles, folder: string): Promise<void> {
  await files.makeFolder(folder);
  if (segmentFirsts(folder, await files.list(folder)).length > 0) return;
  const file = await createSegmentFile(files, folder, FIRST_POSITION);
  await file.close();
}

/** A new segment file with its schema; its bytes and its name are durable when this resolves. */
export async function createSegmentFile(
  files: WalFiles,
  folder: string,
  first: bigint,
): Promise<WalFile> {
  const file = await files.create(`${folder}/${segmentName(first)}`);
  try {
    await file.write([SCHEMA_MESSAGE], 0);
    await file.sync();
    await files.syncFolder(folder);
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}

function segmentFirsts(folder: string, names: readonly string[]): bigint[] {
  return names
    .filter((name) => name.endsWith('.arrow'))
    .map((name) => {
      const first = segmentFirst(name);
      if (first !== undefined) return first;
      throw new WalError(
        'BAD_FOLDER',
        `${folder}: expected segments named wal-<20 digits>.arrow, was '${name}'; ` +
          'move that file elsewhere',
      );
    })
    .sort((left, right) => (left < right ? -1 : 1));
}

const COPY_BYTES = 1024 * 1024;

/**
 * Cuts what is torn, and writes the last group commit again, byte for byte, before syncing: after an
 * fsync that failed, the system may hold pages for clean that never reached the disk, and a second
 * fsync would call them durable. In place, so that a crash in between changes nothing.
 */
async function makeDurable(file: WalFile, scan: SegmentScan): Promise<void> {
  const { segment } = scan;
  if (scan.bad !== undefined) await file.truncate(segment.bytes);
  if (segment.bytes === 0) {
    await file.write([SCHEMA_MESSAGE], 0);
    segment.bytes = SCHEMA_MESSAGE.length;
  }
  const groupBytes = segment.bytes - scan.lastGroupOffset;
  const block = Buffer.allocUnsafe(Math.min(COPY_BYTES, groupBytes));
  for (let at = scan.lastGroupOffset; at < segment.bytes; at += COPY_BYTES) {
    const part = block.subarray(0, Math.min(COPY_BYTES, segment.bytes - at));
    await file.read(part, at);
    await file.write([part], at);
  }
  await file.sync();
}

function describeTail(scan: SegmentScan): TornTail {
  const { segment, fileBytes } = scan;
  const bytesCut = fileBytes - segment.bytes;
  const lastPosition = segment.next - 1n;
  const reason = scan.bad ?? '';
  return {
    file: segment.path,
    bytesCut,
    lastPosition,
    reason,
    message:
      `${segment.path}: cut ${bytesCut} bytes of a torn tail from byte ${segment.bytes} on ` +
      `(${reason}); the last whole position is ${lastPosition}; ` +
      'nothing after it had been acknowledged',
  };
}

function gap(previous: Segment, path: string): WalError {
  return new WalError(
    'SEGMENT_GAP',
    `${path}: expected a segment from position ${previous.next} after ${previous.path}; ` +
      'put the missing segment back, or move the later ones elsewhere',
  );
}

function corrupt(scan: SegmentScan, isLast: boolean): WalError {
  const { segment } = scan;
  const evidence = isLast
    ? 'later batches show that these bytes had been durable'
    : 'only the last segment may end in a torn tail';
  return new WalError(
    'CORRUPT_SEGMENT',
    `${segment.path}: damaged from byte ${segment.bytes} on, after position ` +
      `${segment.next - 1n} (${scan.bad ?? ''}); ${evidence}. Put the file back from a copy; ` +
      'or, to give up what follows, cut it there and move the later segments elsewhere',
  );
}
