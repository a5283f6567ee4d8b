import type { RecordBatch } from 'apache-arrow';

/** Batches that end at a limit, and how many rows they held. */
export interface LimitedRows extends AsyncIterable<RecordBatch> {
  /** Rows given so far. */
  rows(): number;
  /** Whether there are rows beyond the limit; known when the batches have ended. */
  isMore(): boolean;
}

/** The first `limit` rows of batches; all of them where there is no limit. */
export function limitRows(
  batches: AsyncIterable<RecordBatch>,
  limit: number = Number.POSITIVE_INFINITY,
): LimitedRows {
  let rows = 0;
  let more = false;

  async function* limited() {
    for await (const batch of batches) {
      const room = limit - rows;
      more = batch.numRows > room;
      const taken = more ? batch.slice(0, room) : batch;
      rows += taken.numRows;
      if (taken.numRows > 0) {
        yield taken;
      }
      if (more) {
        return;
      }
    }
  }

  return { rows: () => rows, isMore: () => more, [Symbol.asyncIterator]: limited };
}
