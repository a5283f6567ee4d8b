import type { Dataset } from '@assay/schemas';
import type { DeliveredLine, FeedName } from './feed-lines.js';

/** Consecutive lines of one dataset on one feed. */
export interface FeedBatch {
  readonly feed: FeedName;
  readonly dataset: Dataset;
  /** Ordinal of the first line. */
  readonly firstOrdinal: number;
  readonly lines: readonly string[];
}

interface OpenBatch extends FeedBatch {
  readonly lines: string[];
}

/**
 * Delivered lines as batches: each feed's and dataset's in order of delivery. Ordinals are contiguous in
 * a batch, so that a repeat makes one of its own.
 */
export function batchLines(delivered: readonly DeliveredLine[]): FeedBatch[] {
  const batches: OpenBatch[] = [];
  const open = new Map<string, OpenBatch>();
  for (const { feed, dataset, ordinal, line, isRepeat } of delivered) {
    const key = `${feed}/${dataset.id}`;
    const last = open.get(key);
    if (last !== undefined && !isRepeat && last.firstOrdinal + last.lines.length === ordinal) {
      last.lines.push(line);
    } else {
      const batch = { feed, dataset, firstOrdinal: ordinal, lines: [line] };
      batches.push(batch);
      if (isRepeat) {
        open.delete(key);
      } else {
        open.set(key, batch);
      }
    }
  }
  return batches;
}
