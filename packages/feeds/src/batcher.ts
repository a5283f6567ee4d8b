import type { AnyRow, Dataset } from '@assay/schemas';
import type { FeedBatch, Refusal } from './feed.js';

/** A batch is handed out once it holds so many rows. */
export const BATCH_ROWS = 2_048;

/** Collects the events of one dataset and hands them out in batches, numbering them. */
export interface Batcher {
  readonly dataset: Dataset;
  /** Events waiting. */
  readonly length: number;
  add(row: AnyRow, refusal?: Omit<Refusal, 'index'>): void;
  /** What waits, as a batch. */
  take(): FeedBatch;
}

export function createBatcher(dataset: Dataset): Batcher {
  let firstOrdinal = 0;
  let rows: AnyRow[] = [];
  let refusals: Refusal[] = [];
  return {
    dataset,
    get length() {
      return rows.length;
    },
    add(row, refusal) {
      if (refusal !== undefined) {
        refusals.push({ index: rows.length, ...refusal });
      }
      rows.push(row);
    },
    take() {
      const batch: FeedBatch = { dataset, firstOrdinal, rows, refusals };
      firstOrdinal += rows.length;
      rows = [];
      refusals = [];
      return batch;
    },
  };
}
