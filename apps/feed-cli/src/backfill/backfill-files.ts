import { FeedError } from '@assay/feeds';
import type { BackfillParts } from './backfill-parts.js';
import { prepareFile, type PreparedFile } from './prepare-file.js';
import { sendFile, type FileSummary } from './send-file.js';
import type { FeedReading } from './feed-reading.js';

/** A file of which nothing is stored, and why. */
export interface UnreadFile {
  readonly file: string;
  readonly error: FeedError;
}

/** What became of the files, in their order. */
export interface BackfilledFiles {
  readonly done: FileSummary[];
  readonly unread: UnreadFile[];
  /** Notes to be kept once everything is committed. */
  readonly notes: (() => Promise<void>)[];
}

interface FileAhead {
  readonly file: string;
  readonly reading: FeedReading;
  readonly prepared: Promise<PreparedFile>;
}

/**
 * Sends files one after the other, in their order, so that the log holds the same messages however many
 * are read at a time: each of `readings` prepares one while an earlier one is sent. A damaged file does
 * not keep the others out; a wrong option (`BAD_OPTION`) ends it all.
 */
export async function backfillFiles(
  files: readonly string[],
  readings: readonly FeedReading[],
  parts: BackfillParts,
): Promise<BackfilledFiles> {
  const result: BackfilledFiles = { done: [], unread: [], notes: [] };
  const free = [...readings];
  const ahead: FileAhead[] = [];
  let next = 0;
  const begin = () => {
    for (let reading = free.shift(); reading !== undefined; reading = free.shift()) {
      if (next === files.length) {
        return;
      }
      const file = files[next];
      next += 1;
      const prepared = prepareFile(file, reading, parts);
      // Its failure is told when its turn comes.
      prepared.catch(() => undefined);
      ahead.push({ file, reading, prepared });
    }
  };
  begin();
  for (let turn = ahead.shift(); turn !== undefined; turn = ahead.shift()) {
    const { file, reading, prepared } = turn;
    try {
      await sendInto(result, await prepared, parts);
    } catch (error) {
      if (!(error instanceof FeedError) || error.code === 'BAD_OPTION') {
        throw error;
      }
      result.unread.push({ file, error });
    }
    free.push(reading);
    begin();
  }
  return result;
}

async function sendInto(
  { done, notes }: BackfilledFiles,
  prepared: PreparedFile,
  parts: BackfillParts,
): Promise<void> {
  const summary = await sendFile(prepared, parts);
  done.push(summary);
  if (summary.failure !== undefined || summary.wasComplete) {
    return;
  }
  const { report, digest, runs, events } = summary;
  const counted = Object.entries(runs).map(
    ([id, run]) => [id, { run, events: events[id] }] as const,
  );
  const note = { report, digest, runs: Object.fromEntries(counted) };
  notes.push(() => parts.completed.remember(prepared.identity, note));
}
