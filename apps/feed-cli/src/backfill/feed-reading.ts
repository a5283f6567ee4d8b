import { fileInput, type FeedFormat, type FeedSettings } from '@assay/feeds';
import { sha256OfChunks } from '@assay/schemas';
import type { LineBatch } from '../sink/sender.js';
import { inFileOrder } from './file-order.js';
import { inPartitionOrder, type SpoolFolder } from './partition-order.js';
import { surveyFeed, type Survey } from './survey.js';

/** Called with the events that were read since the last call. */
export type OnEvents = (events: number) => void;

/** The three passes over a feed file, done here or by somebody else. Errors are those of the format. */
export interface FeedReading {
  sha256(path: string): Promise<string>;
  survey(path: string, onEvents: OnEvents): Promise<Survey>;
  /** @param byPartition ordered by partition and hour, instead of as in the file */
  batches(path: string, byPartition: boolean, onOrdered: OnEvents): AsyncIterable<LineBatch>;
  close(): Promise<void>;
}

/** Reads in this process. */
export function readHere(
  format: FeedFormat,
  settings: FeedSettings,
  spool: SpoolFolder,
): FeedReading {
  return {
    sha256: (path) => sha256OfChunks(fileInput(path).chunks()),
    survey: async (path, onEvents) =>
      surveyFeed(await format.open(fileInput(path), settings), onEvents),
    async *batches(path, byPartition, onOrdered) {
      const feed = await format.open(fileInput(path), settings);
      yield* byPartition ? inPartitionOrder(feed, spool, onOrdered) : inFileOrder(feed);
    },
    close: () => Promise.resolve(),
  };
}
