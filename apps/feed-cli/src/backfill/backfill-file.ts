import type { Progress, ProgressOptions } from '@assay/cli';
import {
  FeedError,
  runId,
  type FeedFormat,
  type FeedReport,
  type FeedSettings,
} from '@assay/feeds';
import { sha256Hex, type Dataset } from '@assay/schemas';
import type { EventSink } from '../sink/event-sink.js';
import { createSender, type LineBatch, type Sent } from '../sink/sender.js';
import type { CompletedFile, CompletedFiles } from './completed-files.js';
import type { FeedReading } from './feed-reading.js';
import { fileChanged, fileStamp } from './file-stamp.js';
import type { Survey } from './survey.js';

/** What became of one file. */
export interface FileSummary extends Sent {
  readonly file: string;
  readonly report: FeedReport;
  /** Why the file could not be read to its end; the rows before that are stored. */
  readonly failure: FeedError | undefined;
  /** Every event was stored before, and the file was not decoded again. */
  readonly wasComplete: boolean;
}

/** What a backfill works with. */
export interface BackfillParts {
  readonly format: FeedFormat;
  readonly settings: FeedSettings;
  readonly sink: EventSink;
  readonly completed: CompletedFiles;
  readonly progress: (options: ProgressOptions) => Progress;
}

/**
 * A file that touches more partitions and hours than this is sent ordered by them. The order decides
 * ordinals: another limit would store files of a size between the two once more.
 */
const MAX_PLACES_IN_FILE_ORDER = 256;

/** A file that was read once, and what is to be sent of it. */
export type PreparedFile = CompleteFile | PendingFile;

interface CompleteFile {
  readonly path: string;
  /** See `identityOf`. */
  readonly identity: string;
  readonly completed: CompletedFile;
}

interface PendingFile {
  readonly path: string;
  readonly identity: string;
  readonly completed: undefined;
  readonly plan: FilePlan;
}

interface FilePlan {
  readonly survey: Survey;
  readonly runOf: (dataset: Dataset) => string;
  /** The events, as far as the file can be read: then the error that ends it. */
  readonly batches: AsyncIterable<LineBatch>;
  /** Takes the notice of ordering away. */
  readonly ordered: () => void;
}

/**
 * Reads a file once to know what it holds, unless it is known to be stored. A file whose checksum does
 * not match is refused as a whole, for its rows may be wrong; one that is damaged otherwise is not.
 */
export async function prepareFile(
  path: string,
  reading: FeedReading,
  { format, settings, sink, completed, progress }: BackfillParts,
): Promise<PreparedFile> {
  const stamp = await fileStamp(path);
  const sha256 = await reading.sha256(path);
  const named = format.nameSettings?.(path) ?? {};
  const identity = identityOf(sha256, named);
  const known = await completed.find(identity, sink);
  if (known !== undefined) {
    return { path, identity, completed: known };
  }
  const shown = progress({ label: `reading ${path}`, unit: 'events' });
  const survey = await reading.survey(path, (events) => shown.add(events));
  shown.finish();
  if (survey.failure?.code === 'BAD_COMPRESSION') {
    throw survey.failure;
  }
  if ((await fileStamp(path)) !== stamp) {
    throw fileChanged(path);
  }
  const isOrdered = survey.places > MAX_PLACES_IN_FILE_ORDER;
  const ordering = progress({ label: `ordering ${path}`, unit: 'events', total: survey.events });
  const batches = reading.batches(path, isOrdered, (events) => ordering.add(events));
  const run = {
    format: format.name,
    revision: format.revision,
    settings: { ...named, ...settings },
  };
  const runOf = (dataset: Dataset) => {
    const id = runId(sha256, run, dataset);
    // Another order of the same events counts other ordinals: it has to be another run.
    return isOrdered ? `${id}-by-partition` : id;
  };
  const ordered = () => ordering.finish();
  return { path, identity, completed: undefined, plan: { survey, runOf, batches, ordered } };
}

/** Files of one identity have the same rows: their bytes are equal, and what their names decide too. */
function identityOf(sha256: string, named: FeedSettings): string {
  const decided = Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1));
  return decided.length === 0 ? sha256 : sha256Hex(JSON.stringify([sha256, decided]));
}

/** Sends what a file holds and is not stored yet. */
export async function sendFile(prepared: PreparedFile, parts: BackfillParts): Promise<FileSummary> {
  if (prepared.completed !== undefined) {
    return completeSummary(prepared);
  }
  const { path, plan } = prepared;
  const { survey, runOf, batches, ordered } = plan;
  const total = survey.events;
  const sender = createSender(parts.sink, runOf);
  let sending: Progress | undefined;
  let done = 0;
  let failure: FeedError | undefined;
  try {
    for await (const batch of batches) {
      ordered();
      sending ??= parts.progress({ label: path, unit: 'events', total });
      await sender.send(batch);
      done += batch.lines.length;
      sending.update(done);
    }
    failure = done === total ? undefined : fileChanged(path);
  } catch (error) {
    if (!(error instanceof FeedError)) {
      throw error;
    }
    failure = survey.failure === undefined || done !== total ? fileChanged(path) : error;
  } finally {
    ordered();
    sending?.finish();
  }
  return { file: path, report: survey.report, failure, wasComplete: false, ...sender.sent() };
}

function completeSummary({ path, completed }: CompleteFile): FileSummary {
  const { report, runs, digest } = completed;
  const all = Object.entries(runs);
  return {
    file: path,
    report: { ...report, file: path },
    failure: undefined,
    wasComplete: true,
    runs: Object.fromEntries(all.map(([id, { run }]) => [id, run])),
    events: Object.fromEntries(all.map(([id, { events }]) => [id, events])),
    sent: 0,
    skipped: all.reduce((sum, [, { events }]) => sum + events, 0),
    digest,
  };
}
