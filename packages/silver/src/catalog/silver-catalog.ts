import type { Dataset, SilverHour } from '@assay/schemas';
import type { SilverDay } from './silver-day.js';

/** Hours to be recorded of one dataset's date. */
export interface AppendRequest {
  readonly dataset: Dataset;
  /** UTC date. */
  readonly date: string;
  readonly hours: readonly SilverHour[];
  /** The catalog's `head` when these hours were looked at: whatever came later overtook them. */
  readonly seen: number;
  /** Random identity of the compactor. */
  readonly writer: string;
}

/**
 * Silver's catalog of a lake: one small numbered log a dataset and UTC date. Every call throws
 * `BAD_CATALOG`, naming the object, where an entry is missing or is not what this release reads.
 */
export interface SilverCatalog {
  /** The day as it is now; only entries not seen before are read. */
  day(dataset: Dataset, date: string): Promise<SilverDay>;
  /** The UTC dates that have entries, ascending. */
  dates(dataset: Dataset): Promise<string[]>;
  /**
   * Adds an entry, the one atomic step in which hours become recorded. Throws `OVERTAKEN` when another
   * compactor recorded one of these hours after `seen`; entries about other hours are passed by.
   */
  append(request: AppendRequest): Promise<SilverDay>;
}
