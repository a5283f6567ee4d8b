import type { Dataset } from '@assay/schemas';
import type { BronzeRowFile } from './bronze-rows.js';
import type { KeptRowsOptions } from './kept-rows.js';

/** The Bronze files of one unit (dataset, partition value, date, hour), and the file to be made. */
export interface BuildHourRequest extends KeptRowsOptions {
  readonly dataset: Dataset;
  /** At least one, all of one unit; their order does not matter. */
  readonly files: readonly BronzeRowFile[];
  /** Local file to be made. */
  readonly file: string;
  /** Key-values of the footer beside `assay.rows`, so that a file found alone explains itself. */
  readonly footer: Readonly<Record<string, string>>;
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
