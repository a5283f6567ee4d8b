import { reduceCopies } from '@assay/schemas';
import type { SessionNs } from '../../session/engine-session.js';
import type { EventSink } from '../event-sink.js';
import type { IntakeCounts } from '../intake-rules.js';
import type { TextPool } from '../text-pool.js';
import { RowColumns } from './row-columns.js';
import { REDUCED, UNUSED } from './row-flags.js';
import type { RowKind } from './row-kind.js';
import { createRowOrder, type KnownOrigin, type RowOrder } from './row-order.js';

/** Up to so many rows of one instant, each is compared with each. */
const FEW = 12;
/** Rows that are held beyond those that are needed, at most. */
const SLACK = 8_192;

/**
 * Rows of one dataset: those that wait for their instant, and those whose instant was taken not long ago, among
 * which the copies of later rows are found.
 */
export class DatasetRows {
  readonly kind: RowKind;
  readonly columns: RowColumns;
  private readonly order: RowOrder;
  private readonly pool: TextPool;
  private readonly counts: IntakeCounts;
  /** Rows in total order: taken ones in `[from, head)`, waiting ones in `[head, end)`. */
  private sorted: Int32Array<ArrayBuffer> = new Int32Array(1_024);
  private from = 0;
  private head = 0;
  private end = 0;
  /** Whether the waiting rows are not in order yet. */
  private isUnsorted = false;

  constructor(
    kind: RowKind,
    pool: TextPool,
    origins: readonly KnownOrigin[],
    counts: IntakeCounts,
  ) {
    this.kind = kind;
    this.columns = new RowColumns(kind.intsPerRow, kind.floatsPerRow);
    this.order = createRowOrder(kind, this.columns, pool, origins);
    this.pool = pool;
    this.counts = counts;
  }

  /** A row of the columns joins those that wait. */
  add(row: number): void {
    this.makeRoom();
    if (this.end > this.head && !this.isUnsorted) {
      this.isUnsorted = this.order.compare(this.sorted[this.end - 1], row) > 0;
    }
    this.sorted[this.end] = row;
    this.end += 1;
  }

  /** Puts the waiting rows in order. */
  sort(): void {
    if (this.isUnsorted) {
      this.sorted.subarray(this.head, this.end).sort(this.order.compare);
      this.isUnsorted = false;
    }
  }

  /** The instant of the first row that waits; +∞ without one. They are in order. */
  nextAt(): SessionNs {
    return this.head < this.end
      ? this.columns.eventAt[this.sorted[this.head]]
      : Number.POSITIVE_INFINITY;
  }

  /** Hands on the rows of the first instant, each event once. */
  take(sink: EventSink): void {
    const { sorted, head } = this;
    const { eventAt } = this.columns;
    const atNs = eventAt[sorted[head]];
    let to = head + 1;
    while (to < this.end && eventAt[sorted[to]] === atNs) {
      to += 1;
    }
    this.head = to;
    if (to - head === 1 || !this.hasCopies(head, to)) {
      for (let index = head; index < to; index += 1) {
        this.hand(sorted[index], atNs, sink);
      }
      return;
    }
    const rows = Array.from(sorted.subarray(head, to));
    const kept = reduceCopies(rows, this.order);
    this.counts.copies += this.usable(rows) - this.usable(kept);
    for (const row of kept) {
      this.hand(row, atNs, sink);
    }
  }

  /**
   * A row whose instant was taken. It joins the rows of its instant where they still say the same with it; where
   * they would say something else, it does not, and this is false.
   */
  addTaken(row: number): boolean {
    const at = this.columns.eventAt[row];
    const first = this.firstTaken((other) => this.columns.eventAt[other] >= at);
    const last = this.firstTaken((other) => this.columns.eventAt[other] > at);
    const place = this.firstTaken((other) => this.order.compare(other, row) > 0);
    const before = Array.from(this.sorted.subarray(first, last));
    const after = before.toSpliced(place - first, 0, row);
    if (!this.saySame(reduceCopies(before, this.order), reduceCopies(after, this.order))) {
      return false;
    }
    this.makeRoom();
    this.sorted.copyWithin(place + 1, place, this.end);
    this.sorted[place] = row;
    this.head += 1;
    this.end += 1;
    return true;
  }

  /** Lets go of taken rows from before an instant. */
  forget(beforeNs: SessionNs): void {
    const { eventAt } = this.columns;
    while (this.from < this.head && eventAt[this.sorted[this.from]] < beforeNs) {
      this.from += 1;
    }
    if (this.columns.count > 2 * (this.end - this.from) + SLACK) {
      this.pack();
    }
  }

  /** Holds only the rows that are needed, in total order: the same whatever they came in. */
  pack(): void {
    this.sort();
    const rows = this.sorted.slice(this.from, this.end);
    this.columns.keep(rows);
    this.restore(this.head - this.from, rows.length);
  }

  /** The columns hold `count` rows in total order, of which the first `taken` are taken. */
  restore(taken: number, count: number): void {
    this.sorted = new Int32Array(Math.max(1_024, 2 * count));
    for (let index = 0; index < count; index += 1) {
      this.sorted[index] = index;
    }
    this.from = 0;
    this.head = taken;
    this.end = count;
    this.isUnsorted = false;
  }

  get taken(): number {
    return this.head - this.from;
  }

  /** Rows that wait and are neither late nor early. */
  get waitingUsable(): number {
    return this.usable(this.sorted.subarray(this.head, this.end));
  }

  private hand(row: number, atNs: SessionNs, sink: EventSink): void {
    if ((this.columns.flags[row] & UNUSED) === 0) {
      this.counts.used += 1;
      this.kind.emit(this.columns, row, atNs, this.pool, sink);
    }
  }

  /** Whether two of the rows in `[from, to)` are the same event. Those of Silver are reduced already. */
  private hasCopies(from: number, to: number): boolean {
    const { order, sorted } = this;
    const rows = sorted.subarray(from, to);
    if (rows.every((row) => this.columns.origin[row] === REDUCED)) {
      return false;
    }
    if (to - from > FEW) {
      const byKey = rows.slice().sort(order.compareKey);
      return byKey.some((row, index) => index > 0 && order.compareKey(byKey[index - 1], row) === 0);
    }
    for (let index = from + 1; index < to; index += 1) {
      for (let other = from; other < index; other += 1) {
        if (order.compareKey(sorted[other], sorted[index]) === 0) {
          return true;
        }
      }
    }
    return false;
  }

  private saySame(before: readonly number[], after: readonly number[]): boolean {
    const [left, right] = [this.onlyUsable(before), this.onlyUsable(after)];
    return (
      left.length === right.length &&
      left.every((row, index) => this.order.isSameValue(row, right[index]))
    );
  }

  private onlyUsable(rows: readonly number[]): number[] {
    return rows.filter((row) => (this.columns.flags[row] & UNUSED) === 0);
  }

  private usable(rows: ArrayLike<number>): number {
    let count = 0;
    for (let index = 0; index < rows.length; index += 1) {
      count += (this.columns.flags[rows[index]] & UNUSED) === 0 ? 1 : 0;
    }
    return count;
  }

  /** The first place among the taken rows where `holds` is true; it is false up to there. */
  private firstTaken(holds: (row: number) => boolean): number {
    let low = this.from;
    let high = this.head;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.sorted[middle])) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private makeRoom(): void {
    if (this.end === this.sorted.length) {
      const larger = new Int32Array(this.sorted.length * 2);
      larger.set(this.sorted);
      this.sorted = larger;
    }
  }
}
