import { encodeBatch, type Feed } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';

/** Consecutive events of one dataset, as the JSON lines they are sent as. */
export interface LineBatch {
  readonly dataset: Dataset;
  /** Ordinal of the first line among the file's events of this dataset, in the order of sending. */
  readonly firstOrdinal: number;
  readonly lines: readonly string[];
}

/** A feed's events in file order. */
export async function* inFileOrder(feed: Feed): AsyncGenerator<LineBatch> {
  for await (const batch of feed) {
    const { dataset, firstOrdinal } = batch;
    yield { dataset, firstOrdinal, lines: encodeBatch(batch) };
  }
}
