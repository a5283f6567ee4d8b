import { WalError } from './errors.js';
import type { WalFile, WalFiles } from './files/wal-files.js';
import { readMessages } from './ipc/decode-batch.js';
import type { RecordUnit } from './ipc/decode-batch.js';
import { SCHEMA_MESSAGE } from './ipc/schema-message.js';
import type { WalMessage } from './message.js';
import { positionDeleted } from './retention.js';
import { offsetBefore } from './segment.js';
import type { Segment } from './segment.js';
import { walkSegment } from './walk-segment.js';

/** How to read a sequence. */
export interface WalReadOptions {
  /** Read on as messages become durable, or end after the last durable one (the default). */
  readonly follow?: boolean;
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal;
  /** At most so many messages in one group (default 1,000). */
  readonly maxMessages?: number;
}

/** What a reader sees of a log that others write. */
export interface ReadView {
  readonly name: string;
  readonly files: WalFiles;
  readonly segments: readonly Segment[];
  readonly isClosed: boolean;
  /** Why nothing more will come; undefined while all is well. */
  readonly failure: WalError | undefined;
  /** Resolves when more is durable, or the log is closed or failed, or the signal is aborted. */
  changed(signal: AbortSignal | undefined): Promise<void>;
}

const DEFAULT_MAX_MESSAGES = 1000;
/** A group is handed out at so many bytes, however few its messages are. */
const MAX_GROUP_BYTES = 4 * 1024 * 1024;

/**
 * The durable messages from position `from` on, in groups: without a gap, each once, in order. Without
 * `follow` it ends at what was durable when it began. Blocks are read when they are asked for.
 */
export async function* readSequence(
  view: ReadView,
  from: bigint,
  options: WalReadOptions,
): AsyncGenerator<readonly WalMessage[], void, undefined> {
  const { signal } = options;
  const follow = options.follow ?? false;
  const isAborted = (): boolean => signal?.aborted === true;
  if (view.isClosed) throw new WalError('CLOSED', `${view.name}: the log is closed`);
  const last = (view.segments.at(-1)?.next ?? 1n) - 1n;
  let next = from;
  segmentOf(view, next);
  while (follow || next <= last) {
    if (isAborted() || (follow && view.isClosed)) return;
    const segment = segmentOf(view, next);
    if (segment.next <= next) {
      if (view.failure !== undefined) throw logFailed(view, view.failure);
      await view.changed(signal);
      continue;
    }
    const file = await openSegment(view, segment, next);
    try {
      for await (const group of readSegment(view, segment, file, next, follow, options)) {
        // In the last segment of a reading that does not follow, later messages may lie behind.
        const wanted = follow ? group : group.filter(({ position }) => position <= last);
        next += BigInt(group.length);
        if (wanted.length > 0) yield wanted;
        if (isAborted() || (!follow && next > last)) return;
      }
    } catch (error) {
      throw error instanceof WalError ? error : readFailed(segment, error);
    } finally {
      await file.close();
    }
  }
}

/** The messages of one segment from `from` on; while it is the last one and `follow`, its growth too. */
async function* readSegment(
  view: ReadView,
  segment: Segment,
  file: WalFile,
  from: bigint,
  follow: boolean,
  options: WalReadOptions,
): AsyncGenerator<WalMessage[], void, undefined> {
  const { signal } = options;
  const maxMessages = Math.max(1, options.maxMessages ?? DEFAULT_MAX_MESSAGES);
  let next = from;
  let offset = offsetBefore(segment, from, SCHEMA_MESSAGE.length);
  let group: WalMessage[] = [];
  let groupBytes = 0;
  for (;;) {
    for await (const { unit, end } of walkSegment(file, offset, segment.bytes)) {
      if (unit.kind === 'bad') throw damaged(segment, offset, unit.reason);
      offset = end;
      if (unit.kind === 'subjects') continue;
      let row = next > unit.first ? Number(next - unit.first) : 0;
      while (row < unit.rows) {
        const to = Math.min(unit.rows, row + maxMessages - group.length);
        readMessages(unit, segment.subjects, row, to, group);
        groupBytes += bytesOf(unit, to - row);
        next = unit.first + BigInt(to);
        row = to;
        if (group.length < maxMessages && groupBytes < MAX_GROUP_BYTES) continue;
        yield group;
        group = [];
        groupBytes = 0;
      }
    }
    if (group.length > 0) yield group;
    group = [];
    groupBytes = 0;
    if (segment.bytes > offset) continue;
    const isLast = view.segments.at(-1) === segment;
    if (!follow || !isLast || view.isClosed || signal?.aborted === true) return;
    if (view.failure !== undefined) throw logFailed(view, view.failure);
    await view.changed(signal);
  }
}

/** About how many bytes `rows` messages of the batch have. */
const bytesOf = (unit: RecordUnit, rows: number): number => (unit.body.length / unit.rows) * rows;

/** The segment that holds `position`, or will. */
function segmentOf(view: ReadView, position: bigint): Segment {
  const segment = view.segments.findLast(({ first }) => first <= position);
  if (segment !== undefined) return segment;
  throw positionDeleted(view.name, position, view.segments[0]?.first ?? 1n);
}

async function openSegment(view: ReadView, segment: Segment, position: bigint): Promise<WalFile> {
  try {
    return await view.files.open(segment.path);
  } catch (cause) {
    // Released between looking it up and opening it?
    segmentOf(view, position);
    throw readFailed(segment, cause);
  }
}

const damaged = (segment: Segment, offset: number, reason: string): WalError =>
  new WalError(
    'CORRUPT_SEGMENT',
    `${segment.path}: damaged at byte ${offset} (${reason}), though it had been durable; ` +
      'put the file back from a copy',
  );

function readFailed(segment: Segment, cause: unknown): WalError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WalError(
    'READ_FAILED',
    `${segment.path}: could not be read (${reason}); read it again`,
    {
      cause,
    },
  );
}

const logFailed = (view: ReadView, cause: WalError): WalError =>
  new WalError(
    'LOG_FAILED',
    `${view.name}: a write failed (${cause.message}): nothing more will come; open the log again`,
    { cause },
  );
