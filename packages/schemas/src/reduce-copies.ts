/**
 * What the multiset rule asks of rows of one dataset. A row is a number that only the caller understands,
 * such as its index.
 */
export interface CopyRows {
  /** Any order of the dataset's key columns: 0 for rows that are the same event. */
  compareKey(a: number, b: number): number;
  /** (ts_recv_ns), or (ts_event_ns) where the dataset has none. */
  compareReceived(a: number, b: number): number;
  /** (_run NULLS LAST, _run_pos NULLS LAST, shard, epoch, _pos); texts by UTF-8 bytes. */
  compareOrdinal(a: number, b: number): number;
  /** Whether both come from one run; rows without a run share one. */
  isSameRun(a: number, b: number): boolean;
  /**
   * Whether they are one delivery: equal in (_run, _run_pos) where both are given, else in
   * (shard, epoch, _pos). Asked of rows of one run.
   */
  isSameDelivery(a: number, b: number): boolean;
  /** Whether nothing tells the row from its equals, so that they count as one: no run, but a `seq`. */
  collapses(row: number): boolean;
}

/**
 * De-duplication on multisets: the rows that remain, in the order in which they were given.
 *
 * Deliveries of one (run, ordinal) are one. Equal rows inside one run are genuine, so they are counted
 * 1, 2, … in the run's order. Across runs the k-th occurrence in one is the k-th in another: of those the copy
 * that became known first stays, then the one with the least ordinal. So the largest multiplicity remains.
 * Silver's compaction says the same in SQL.
 */
export function reduceCopies(rows: readonly number[], of: CopyRows): number[] {
  const sorted = [...rows].sort((a, b) => of.compareKey(a, b) || of.compareOrdinal(a, b));
  const kept = new Set<number>();
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && of.compareKey(sorted[from], sorted[to]) === 0) {
      to += 1;
    }
    for (const row of to - from === 1 ? [sorted[from]] : keptOfEvent(sorted.slice(from, to), of)) {
      kept.add(row);
    }
    from = to;
  }
  return rows.filter((row) => kept.has(row));
}

/** Of rows of one event, by ordinal: the copy of each occurrence that stays. */
function keptOfEvent(rows: readonly number[], of: CopyRows): number[] {
  const best: number[] = [];
  let occurrence = -1;
  for (const [index, row] of rows.entries()) {
    const before = index === 0 ? undefined : rows[index - 1];
    if (before === undefined || !of.isSameRun(before, row)) {
      occurrence = 0;
    } else if (!of.collapses(row) && !of.isSameDelivery(before, row)) {
      occurrence += 1;
    }
    const other = best.at(occurrence);
    if (other === undefined || isFirst(row, other, of)) {
      best[occurrence] = row;
    }
  }
  return best;
}

function isFirst(row: number, other: number, of: CopyRows): boolean {
  return (of.compareReceived(row, other) || of.compareOrdinal(row, other)) < 0;
}
