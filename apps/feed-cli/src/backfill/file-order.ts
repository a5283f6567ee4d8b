import { encodeBatch, type Feed } from '@assay/feeds';
import type { LineBatch } from '../sink/sender.js';

/** A feed's events in file order. */
export async function* inFileOrder(feed: Feed): AsyncGenerator<LineBatch> {
  for await (const batch of feed) {
    const { dataset, firstOrdinal } = batch;
    yield { dataset, firstOrdinal, lines: encodeBatch(batch) };
  }
}
