import type { AnyRow } from '@assay/schemas';
import { FeedError, type Feed, type FeedBatch } from '../src/index.js';

/** Everything a feed delivers: its batches, and the error it ends with, if any. */
export interface Delivered {
  readonly batches: readonly FeedBatch[];
  readonly rows: readonly AnyRow[];
  readonly error: FeedError | undefined;
}

/** Reads a feed to its end. An error that is no `FeedError` is thrown. */
export async function collect(feed: Feed): Promise<Delivered> {
  const batches: FeedBatch[] = [];
  let error: FeedError | undefined;
  try {
    for await (const batch of feed) {
      batches.push(batch);
    }
  } catch (thrown) {
    error = feedErrorOf(thrown);
  }
  return { batches, rows: batches.flatMap((batch) => batch.rows), error };
}

/** What `promise` fails with; throws when it does not fail, or with something untyped. */
export async function failureOf(promise: Promise<unknown>): Promise<FeedError> {
  try {
    await promise;
  } catch (thrown) {
    return feedErrorOf(thrown);
  }
  throw new Error('expected a FeedError, was success');
}

function feedErrorOf(thrown: unknown): FeedError {
  if (thrown instanceof FeedError) {
    return thrown;
  }
  throw thrown;
}
