import { createHash } from 'node:crypto';
import { CommandFailure, type Progress } from '@assay/cli';
import {
  FeedError,
  fileInput,
  runId,
  type FeedFormat,
  type FeedReport,
  type FeedSettings,
} from '@assay/feeds';
import type { EventSink } from '../sink/event-sink.js';
import { createSender, type Sent } from '../sink/sender.js';
import { inFileOrder } from './file-order.js';
import { inPartitionOrder, type SpoolFolder } from './partition-order.js';
import { surveyFeed } from './survey.js';

/** What became of one file. */
export interface FileSummary extends Sent {
  readonly file: string;
  readonly report: FeedReport;
  /** Why the file could not be read to its end; the rows before that are stored. */
  readonly failure: FeedError | undefined;
}

/** What a backfill works with. */
export interface BackfillParts {
  readonly format: FeedFormat;
  readonly settings: FeedSettings;
  readonly sink: EventSink;
  readonly spool: SpoolFolder;
  readonly progress: Progress;
}

/** A file that touches more partitions and hours than this is sent ordered by them. */
const MAX_PLACES_IN_FILE_ORDER = 256;

/**
 * Sends one file: reads it once to know what it holds, then sends its events. A damaged file is read
 * up to the damage; one whose checksum does not match is not sent at all, for its rows may be wrong.
 */
export async function backfillFile(path: string, parts: BackfillParts): Promise<FileSummary> {
  const { format, settings, sink, spool, progress } = parts;
  const input = fileInput(path);
  const sha256 = await digestOf(input.chunks());
  const survey = await surveyFeed(await format.open(input, settings), () => undefined);
  if (survey.failure?.code === 'BAD_COMPRESSION') {
    throw survey.failure;
  }
  const isOrdered = survey.places > MAX_PLACES_IN_FILE_ORDER;
  const run = { format: format.name, revision: format.revision, settings };
  const sender = createSender(sink, (dataset) => {
    const id = runId(sha256, run, dataset);
    // Another order of the same events counts other ordinals: it has to be another run.
    return isOrdered ? `${id}-by-partition` : id;
  });
  const feed = await format.open(input, settings);
  const batches = isOrdered ? inPartitionOrder(feed, spool) : inFileOrder(feed);
  let failure: FeedError | undefined;
  let done = 0;
  try {
    for await (const batch of batches) {
      await sender.send(batch);
      done += batch.lines.length;
      progress.update(done, survey.events);
    }
  } catch (error) {
    if (!(error instanceof FeedError) || survey.failure === undefined) {
      throw error;
    }
    failure = error;
  }
  if (done !== survey.events) {
    throw new CommandFailure(
      'BAD_INPUT',
      `${path}: expected ${survey.events} events as at first reading, was ${done}: it has changed`,
      { next: 'run the command again once nobody writes the file any more' },
    );
  }
  return { file: path, report: survey.report, failure, ...sender.sent() };
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}
