import type { SessionNs } from '../../session/engine-session.js';
import type { EventBatch, IntegerColumn } from '../event-batch.js';
import { KNOWN_BEFORE_NS, type IntakeCounts, type IntakeRules } from '../intake-rules.js';
import { createOffsetReader, type OffsetReader } from '../session-offset.js';
import { NO_TEXT, type TextPool } from '../text-pool.js';
import {
  integerColumn,
  optionalInteger,
  optionalNumber,
  optionalText,
  textColumn,
} from './batch-columns.js';
import type { DatasetRows } from './dataset-rows.js';
import { EARLY, HAS_RUN_POS, HAS_SEQ, LATE, REDUCED, UNUSED } from './row-flags.js';
import type { KnownOrigin } from './row-order.js';

/** What a row is judged by, in ns of the session. */
export interface JudgedBy {
  readonly startNs: bigint;
  readonly sessionNs: SessionNs;
  /** `[previousStartNs, previousEndNs)` is taken; empty where nothing was. */
  readonly previousStartNs: SessionNs;
  readonly previousEndNs: SessionNs;
  readonly latenessNs: number;
  readonly earlinessNs: number;
  readonly wants: IntakeRules['wants'];
}

/** Reads batches of one dataset: judges each row by itself, and keeps what is wanted. */
export class RowReader {
  readonly datasetId: string;
  private readonly rows: DatasetRows;
  private readonly by: JudgedBy;
  private readonly pool: TextPool;
  private readonly origins: KnownOrigin[];
  private readonly counts: IntakeCounts;
  private readonly eventTimes: OffsetReader;
  private readonly receivedTimes: OffsetReader;
  /** By code of a symbol or underlying: whether it is wanted. */
  private readonly isWanted: boolean[] = [];
  private indexes = new Int32Array(0);
  private isUnusable = new Uint8Array(0);

  constructor(
    rows: DatasetRows,
    by: JudgedBy,
    pool: TextPool,
    origins: KnownOrigin[],
    counts: IntakeCounts,
  ) {
    this.datasetId = rows.kind.id;
    this.rows = rows;
    this.by = by;
    this.pool = pool;
    this.origins = origins;
    this.counts = counts;
    this.eventTimes = createOffsetReader(by.startNs);
    this.receivedTimes = createOffsetReader(by.startNs);
  }

  /**
   * @param takenNs rows up to it come after their instant
   * @param knownFromNs of taken instants from here on the rows are still held
   */
  read(batch: EventBatch, takenNs: SessionNs, knownFromNs: SessionNs): readonly number[] {
    const { columns, kind } = this.rows;
    const first = columns.count;
    columns.reserve(batch.rows);
    const count = this.pick(batch, first);
    if (count === 0) {
      return [];
    }
    const picked = { indexes: this.indexes, count, isUnusable: this.isUnusable };
    kind.read(batch, picked, columns, first, this.pool);
    this.readOrigin(batch, first, count);
    const missed: number[] = [];
    for (let k = 0; k < count; k += 1) {
      if (this.isUnusable[k] === 1) {
        this.counts.unusable += 1;
        continue;
      }
      const row = columns.count;
      if (row !== first + k) {
        columns.copyRow(first + k, row);
      }
      if (this.isOfEarlierDays(row)) {
        this.counts.early += 1;
        continue;
      }
      columns.count += 1;
      this.judge(row);
      if (columns.eventAt[row] > takenNs) {
        this.rows.add(row);
      } else if (!this.join(row, knownFromNs)) {
        missed.push(this.indexes[k]);
      }
    }
    return missed;
  }

  /** Finds the rows that are wanted and of the session. */
  private pick(batch: EventBatch, first: number): number {
    const { columns, kind } = this.rows;
    if (this.indexes.length < batch.rows) {
      this.indexes = new Int32Array(batch.rows);
      this.isUnusable = new Uint8Array(batch.rows);
    }
    const codeOf = this.pool.reader(textColumn(batch, kind.partition));
    this.eventTimes.use(integerColumn(batch, 'ts_event_ns').values);
    let count = 0;
    for (let row = 0; row < batch.rows; row += 1) {
      const partition = codeOf(row);
      if (!this.wants(partition)) {
        this.counts.foreign += 1;
        continue;
      }
      const atNs = this.eventTimes.at(row);
      if (!this.isOfSession(atNs)) {
        this.counts.outOfSession += 1;
        continue;
      }
      columns.partition[first + count] = partition;
      columns.eventAt[first + count] = atNs;
      this.indexes[count] = row;
      this.isUnusable[count] = 0;
      count += 1;
    }
    return count;
  }

  private isOfSession(atNs: SessionNs): boolean {
    const { sessionNs, previousStartNs, previousEndNs } = this.by;
    return atNs >= 0 ? atNs < sessionNs : atNs >= previousStartNs && atNs < previousEndNs;
  }

  private wants(partition: number): boolean {
    if (partition === NO_TEXT) {
      return false;
    }
    return (this.isWanted[partition] ??= this.by.wants(
      this.datasetId,
      this.pool.textOf(partition),
    ));
  }

  /** Reads what tells rows apart that are alike. */
  private readOrigin(batch: EventBatch, first: number, count: number): void {
    const { columns, kind } = this.rows;
    const sourceOf = this.pool.reader(textColumn(batch, 'source'));
    const seq = kind.hasReceived ? optionalInteger(batch, 'seq') : undefined;
    if (kind.hasReceived) {
      this.receivedTimes.use(integerColumn(batch, 'ts_recv_ns').values);
    }
    for (let k = 0; k < count; k += 1) {
      const index = this.indexes[k];
      const row = first + k;
      columns.source[row] = sourceOf(index);
      columns.receivedAt[row] = kind.hasReceived
        ? this.receivedTimes.at(index)
        : columns.eventAt[row];
      columns.flags[row] = copyInteger(seq, index, columns.seq, row) ? HAS_SEQ : 0;
    }
    if (batch.origin === undefined) {
      this.readRanks(batch, first, count);
    } else {
      this.readDeliveries(batch, batch.origin, first, count);
    }
  }

  /** Silver's rows: their copies are reduced, and their rank is what remains of where they came from. */
  private readRanks(batch: EventBatch, first: number, count: number): void {
    const { columns } = this.rows;
    const rank = optionalNumber(batch, '_ord');
    for (let k = 0; k < count; k += 1) {
      const row = first + k;
      columns.origin[row] = REDUCED;
      columns.run[row] = NO_TEXT;
      columns.runPos[row] = 0n;
      columns.pos[row] = rank === undefined ? 0n : BigInt(rank.values[this.indexes[k]]);
    }
  }

  /** Rows of Bronze and of a log: which delivery each is. */
  private readDeliveries(
    batch: EventBatch,
    { shard, epoch }: KnownOrigin,
    first: number,
    count: number,
  ): void {
    const { columns } = this.rows;
    const run = optionalText(batch, '_run');
    const runOf = run === undefined ? undefined : this.pool.reader(run);
    const runPos = optionalInteger(batch, '_run_pos');
    const pos = integerColumn(batch, '_pos');
    const origin = this.originOf(shard, epoch);
    for (let k = 0; k < count; k += 1) {
      const index = this.indexes[k];
      const row = first + k;
      columns.origin[row] = origin;
      columns.run[row] = runOf === undefined ? NO_TEXT : runOf(index);
      columns.flags[row] |= copyInteger(runPos, index, columns.runPos, row) ? HAS_RUN_POS : 0;
      copyInteger(pos, index, columns.pos, row);
    }
  }

  private originOf(shard: string, epoch: number): number {
    const known = this.origins.findIndex((each) => each.shard === shard && each.epoch === epoch);
    return known === -1 ? this.origins.push({ shard, epoch }) - 1 : known;
  }

  /** Whether a row of the session became known long before it began. */
  private isOfEarlierDays(row: number): boolean {
    const { columns } = this.rows;
    return columns.eventAt[row] >= 0 && columns.receivedAt[row] < -KNOWN_BEFORE_NS;
  }

  /** Late or early: by the row alone. */
  private judge(row: number): void {
    const { columns, kind } = this.rows;
    const { exempt, intsPerRow } = kind;
    if (exempt !== undefined && columns.ints[row * intsPerRow + exempt] === 1) {
      return;
    }
    const delayNs = columns.receivedAt[row] - columns.eventAt[row];
    if (delayNs > this.by.latenessNs) {
      columns.flags[row] |= LATE;
      this.counts.late += 1;
    } else if (-delayNs > this.by.earlinessNs) {
      columns.flags[row] |= EARLY;
      this.counts.early += 1;
    }
  }

  /** A row after its instant: false where it would have changed what was used. */
  private join(row: number, knownFromNs: SessionNs): boolean {
    const { columns } = this.rows;
    const flags = columns.flags[row];
    const isUsable = (flags & UNUSED) === 0;
    const isKnown = columns.eventAt[row] >= knownFromNs;
    if (isKnown ? this.rows.addTaken(row) : !isUsable) {
      this.counts.copies += isUsable ? 1 : 0;
      return true;
    }
    this.counts.missed += 1;
    this.counts.late -= (flags & LATE) === 0 ? 0 : 1;
    this.counts.early -= (flags & EARLY) === 0 ? 0 : 1;
    return false;
  }
}

/** Copies an int64, or 0 for NULL, which gives false. */
function copyInteger(
  column: IntegerColumn | undefined,
  from: number,
  target: BigInt64Array,
  to: number,
): boolean {
  const isGiven = column !== undefined && (column.valid === undefined || column.valid[from] === 1);
  target[to] = isGiven ? column.values[from] : 0n;
  return isGiven;
}
