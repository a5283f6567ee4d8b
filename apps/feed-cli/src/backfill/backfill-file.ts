import { createHash } from 'node:crypto';
import type { Progress, ProgressOptions } from '@assay/cli';
import {
  FeedError,
  fileInput,
  runId,
  type FeedFormat,
  type FeedReport,
  type FeedSettings,
} from '@assay/feeds';
import type { EventSink } from '../sink/event-sink.js';
import { createSender, type Sender, type Sent } from '../sink/sender.js';
import { inFileOrder } from './file-order.js';
import { fileChanged, fileStamp } from './file-stamp.js';
import { inPartitionOrder, type SpoolFolder } from './partition-order.js';
import { surveyFeed, type Survey } from './survey.js';

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
  readonly progress: (options: ProgressOptions) => Progress;
}

/**
 * A file that touches more partitions and hours than this is sent ordered by them. The order decides
 * ordinals: another limit would store files of a size between the two once more.
 */
const MAX_PLACES_IN_FILE_ORDER = 256;

/**
 * Sends one file: reads it once to know what it holds, then sends its events. A damaged file is read
 * up to the damage; one whose checksum does not match is not sent at all, for its rows may be wrong.
 */
export async function backfillFile(path: string, parts: BackfillParts): Promise<FileSummary> {
  const { format, settings, sink, progress } = parts;
  const input = fileInput(path);
  const stamp = await fileStamp(path);
  const sha256 = await digestOf(input.chunks());
  const reading = progress({ label: `reading ${path}`, unit: 'events' });
  const feed = await format.open(input, settings);
  const survey = await surveyFeed(feed, (events) => reading.add(events));
  reading.finish();
  if (survey.failure?.code === 'BAD_COMPRESSION') {
    throw survey.failure;
  }
  if ((await fileStamp(path)) !== stamp) {
    throw fileChanged(path);
  }
  const isOrdered = survey.places > MAX_PLACES_IN_FILE_ORDER;
  const run = { format: format.name, revision: format.revision, settings };
  const sender = createSender(sink, (dataset) => {
    const id = runId(sha256, run, dataset);
    // Another order of the same events counts other ordinals: it has to be another run.
    return isOrdered ? `${id}-by-partition` : id;
  });
  const failure = await sendFile(path, parts, { survey, isOrdered, sender });
  return { file: path, report: survey.report, failure, ...sender.sent() };
}

interface FilePlan {
  readonly survey: Survey;
  readonly isOrdered: boolean;
  readonly sender: Sender;
}

/** Sends what the survey found; gives the failure that ends a damaged file. */
async function sendFile(
  path: string,
  { format, settings, spool, progress }: BackfillParts,
  { survey, isOrdered, sender }: FilePlan,
): Promise<FeedError | undefined> {
  const total = survey.events;
  const feed = await format.open(fileInput(path), settings);
  const ordering = progress({ label: `ordering ${path}`, unit: 'events', total });
  const batches = isOrdered
    ? inPartitionOrder(feed, spool, (events) => ordering.add(events))
    : inFileOrder(feed);
  let sending: Progress | undefined;
  let done = 0;
  try {
    for await (const batch of batches) {
      ordering.finish();
      sending ??= progress({ label: path, unit: 'events', total });
      await sender.send(batch);
      done += batch.lines.length;
      sending.update(done);
    }
  } catch (error) {
    if (!(error instanceof FeedError)) {
      throw error;
    }
    return survey.failure === undefined || done !== total ? fileChanged(path) : error;
  } finally {
    ordering.finish();
    sending?.finish();
  }
  return done === total ? undefined : fileChanged(path);
}

async function digestOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}
