import { runId, type FeedSettings } from '@assay/feeds';
import { sha256Hex, type Dataset } from '@assay/schemas';
import type { LineBatch } from '../sink/sender.js';
import type { BackfillParts } from './backfill-parts.js';
import type { CompletedFile } from './completed-files.js';
import type { FeedReading } from './feed-reading.js';
import { fileChanged, fileStamp } from './file-stamp.js';
import type { Survey } from './survey.js';

/**
 * A file that touches more partitions and hours than this is sent ordered by them. The order decides
 * ordinals: another limit would store files of a size between the two once more.
 */
const MAX_PLACES_IN_FILE_ORDER = 256;

/** A file that was read once, and what is to be sent of it. */
export type PreparedFile = CompleteFile | PendingFile;

export interface CompleteFile {
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
