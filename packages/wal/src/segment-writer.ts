import type { Failpoint } from '@assay/telemetry';
import type { BatchColumns } from './batch-buffer.js';
import type { WalFile, WalFiles } from './files/wal-files.js';
import { encodeDictionaryBatch, encodeRecordBatch } from './ipc/encode-batch.js';
import type { EncodedMessage, SubjectTable } from './ipc/encode-batch.js';
import { RECORD_HEAD } from './ipc/message-head.js';
import { recordLayout } from './ipc/record-layout.js';
import { SCHEMA_MESSAGE } from './ipc/schema-message.js';
import type { FolderLock } from './lock/folder-lock.js';
import { createSegmentFile } from './recover-sequence.js';
import { addToIndex, segmentName } from './segment.js';
import type { IndexEntry, Segment } from './segment.js';

/** What a segment writer stands on. */
export interface SegmentWriterOptions {
  readonly files: WalFiles;
  readonly folder: string;
  /** All segments of the sequence; the writer appends to the last one, and adds more. */
  readonly segments: Segment[];
  /** A segment that would grow beyond is closed, and the batch goes into a new one. */
  readonly segmentBytes: number;
  readonly lock: Pick<FolderLock, 'assertHeld'>;
  readonly failpoint: Failpoint;
  /** Called when more messages have become durable. */
  readonly onDurable: () => void;
  readonly onRotated: () => void;
}

/** Writes batches to the last segment, one call after the other. After a rejection it is unusable. */
export interface SegmentWriter {
  /** Writes a batch, behind all before it. Not durable yet. */
  write(columns: BatchColumns): Promise<void>;
  /** Makes everything written durable, and visible to readers. */
  sync(): Promise<void>;
  /** Closes the segment and starts the next, unless it is empty. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the last segment for appending. */
export async function openSegmentWriter(options: SegmentWriterOptions): Promise<SegmentWriter> {
  const { files, folder, segments } = options;
  let segment = lastOf(segments);
  let file: WalFile = await files.open(segment.path);
  let table = tableOf(segment);
  let writtenBytes = segment.bytes;
  let writtenNext = segment.next;
  let unsynced: IndexEntry[] = [];

  const sync = async (): Promise<void> => {
    await file.sync();
    for (const { position, offset } of unsynced) addToIndex(segment, position, offset);
    unsynced = [];
    segment.bytes = writtenBytes;
    segment.next = writtenNext;
    options.onDurable();
  };

  const rotate = async (): Promise<void> => {
    if (writtenNext === segment.first) return;
    await options.failpoint('wal.before-rotate');
    await options.lock.assertHeld();
    // The old segment is durable before the new one exists: only the last one can have a torn tail.
    await sync();
    const next = await createSegmentFile(files, folder, writtenNext);
    await file.close();
    file = next;
    writtenBytes = SCHEMA_MESSAGE.length;
    segment = {
      path: `${folder}/${segmentName(writtenNext)}`,
      first: writtenNext,
      next: writtenNext,
      bytes: writtenBytes,
      subjects: [],
      index: [],
    };
    table = tableOf(segment);
    segments.push(segment);
    options.onRotated();
    await options.failpoint('wal.after-rotate');
  };

  return {
    async write(columns) {
      if (writtenBytes + recordBytes(columns) > options.segmentBytes) await rotate();
      const durable = segment.next - 1n;
      const messages: EncodedMessage[] = [];
      const names = columns.subjectNames.filter((name) => !table.indexes.has(name));
      if (names.length > 0) {
        messages.push(encodeDictionaryBatch(names, durable, table.names.length > 0));
        for (const name of names) table.indexes.set(name, table.names.push(name) - 1);
      }
      messages.push(encodeRecordBatch(columns, writtenNext, durable, table));
      await file.write(
        messages.flatMap(({ parts }) => parts),
        writtenBytes,
      );
      unsynced.push({ position: writtenNext, offset: writtenBytes });
      writtenBytes += messages.reduce((sum, { bytes }) => sum + bytes, 0);
      writtenNext += BigInt(columns.rows);
    },
    sync,
    rotate,
    close: () => file.close(),
  };
}

function lastOf(segments: readonly Segment[]): Segment {
  const last = segments.at(-1);
  if (last === undefined) throw new RangeError('a sequence always has a segment');
  return last;
}

/** Shares the segment's own list of subjects, so that readers see new ones at once. */
const tableOf = (segment: Segment): SubjectTable => ({
  names: segment.subjects,
  indexes: new Map(segment.subjects.map((name, index) => [name, index])),
});

function recordBytes(columns: BatchColumns): number {
  const { rows, headerNulls, headerData, payloadData } = columns;
  const headerBytes = headerData.length;
  const payloadBytes = payloadData.length;
  const layout = recordLayout({ rows, headerNulls, headerBytes, payloadBytes });
  return RECORD_HEAD.length + layout.bodyBytes;
}
