import type { QuerySession } from '@assay/query';
import { ORDINAL_COLUMN, sqlName, type Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import { assertAccepted, without } from './acceptance.js';
import { assertBronzeFiles } from './assert-bronze-files.js';
import { bronzeRowsSql, type BronzeRowFile } from './bronze-rows.js';
import { forgetKeptRows, keepRows } from './keep-rows.js';
import { orderTerms, type KeptRowsOptions } from './rules.js';
import { readUnitFacts } from './unit-facts.js';
import { writeSilverFile } from './write-file.js';

/** The Bronze files of one unit (dataset, partition value, date, hour), and the file to be made. */
export interface BuildHourRequest extends KeptRowsOptions {
  readonly dataset: Dataset;
  /** At least one, all of one unit; their order does not matter. */
  readonly files: readonly BronzeRowFile[];
  /** Local file to be made. */
  readonly file: string;
  /** Key-values of the footer beside `assay.rows`, so that a file found alone explains itself. */
  readonly footer: Readonly<Record<string, string>>;
  /** As of `keepRows`; no byte depends on it. */
  readonly rowsAtOnce?: number;
}

/** What became of one unit. `rowsRead = rowsWritten + duplicatesRemoved`. */
export interface BuiltHour {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly duplicatesRemoved: number;
  /** Rows without a run that are equal to another such row, collapsed or kept. */
  readonly ambiguousDuplicates: number;
  readonly bytes: number;
  readonly minTsEventNs: bigint;
  readonly maxTsEventNs: bigint;
}

/**
 * Makes the one Silver file of a unit: its Bronze rows de-duplicated and in total order. The bytes depend
 * on what happened alone: not on threads, nor on how Bronze cut its batches, messages or files. The
 * session must not be used for anything else meanwhile.
 *
 * Throws `BAD_REQUEST` without files or rows, or for a file that is not named as Bronze's; `NOT_ACCEPTED`
 * when what was written is not what was to be written. What is at `file` then is of no use.
 */
export async function buildHour(
  session: QuerySession,
  request: BuildHourRequest,
): Promise<BuiltHour> {
  const { dataset, files, file, collapseAmbiguous } = request;
  await assertBronzeFiles(session, dataset, files);
  const rows = bronzeRowsSql(dataset, files);
  const { read, varies } = await readUnitFacts(session, dataset, rows);
  if (read.rows === 0n) {
    throw new SilverError('NO_DATA', `${dataset.id}: expected rows in the files, was none`);
  }
  try {
    const {
      removed,
      ambiguous,
      rows: kept,
    } = await keepRows(session, {
      dataset,
      files,
      rowsOf: (some) => bronzeRowsSql(dataset, some),
      varies,
      options: { collapseAmbiguous },
      rowsAtOnce: request.rowsAtOnce,
    });
    const expected = without(read, removed);
    const bytes = await writeSilverFile(session, {
      dataset,
      rows: kept,
      orderBy: [...orderTerms(dataset, varies), sqlName(ORDINAL_COLUMN.name)],
      file,
      footer: { ...request.footer, 'assay.rows': String(expected.rows) },
    });
    const bounds = await assertAccepted(session, dataset, expected, file);
    return {
      rowsRead: Number(read.rows),
      rowsWritten: Number(expected.rows),
      duplicatesRemoved: Number(removed.rows),
      ambiguousDuplicates: ambiguous,
      bytes,
      ...bounds,
    };
  } finally {
    await forgetKeptRows(session);
  }
}
