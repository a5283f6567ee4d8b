import { int32, type Column } from './column.js';
import type { Dataset } from './dataset.js';

/**
 * The column that Silver keeps in place of the system columns: the rank of a row, from 0, by Bronze's
 * ordinal among the rows that are equal in all before it in the total order. What it says depends on what
 * happened, not on how it was batched.
 */
export const ORDINAL_COLUMN = int32(
  '_ord',
  'rank among rows equal in (ts_event_ns, ts_recv_ns, source, partition value, seq)',
  { min: 0 },
);

/** The columns of a dataset's Silver files: its own, then `_ord`. */
export function silverColumns(dataset: Dataset): readonly Column[] {
  return [...dataset.columns, ORDINAL_COLUMN];
}
