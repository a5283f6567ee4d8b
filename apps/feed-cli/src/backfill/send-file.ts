import type { Progress } from '@assay/cli';
import { FeedError, type FeedReport } from '@assay/feeds';
import { createSender, type Sent } from '../sink/sender.js';
import type { BackfillParts } from './backfill-parts.js';
import { fileChanged } from './file-stamp.js';
import type { CompleteFile, PreparedFile } from './prepare-file.js';

/** What became of one file. */
export interface FileSummary extends Sent {
  readonly file: string;
  readonly report: FeedReport;
  /** Why the file could not be read to its end; the rows before that are stored. */
  readonly failure: FeedError | undefined;
  /** Every event was stored before, and the file was not decoded again. */
  readonly wasComplete: boolean;
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
