import type { Dataset, SilverHour } from '@assay/schemas';

/** What Silver's catalog records of one dataset's UTC date: immutable, and whole as of `head`. */
export interface SilverDay {
  readonly dataset: Dataset;
  /** UTC date. */
  readonly date: string;
  /** Number and SHA-256 of the last entry; 0 and 64 zeros when there is none. */
  readonly head: number;
  readonly headSha256: string;
  /** The latest record of every hour, ordered by partition value (UTF-8 bytes), then by hour. */
  readonly hours: readonly SilverHour[];
  /** The latest record of an hour (`null`: the dataset's unit is the day); undefined for none. */
  hourOf(partition: string, hour: string | null): SilverHour | undefined;
  /** Number of the entry that holds the latest record of an hour; 0 for none. */
  entryOf(partition: string, hour: string | null): number;
  /** SHA-256 of every file that was ever recorded as this hour's, oldest first. */
  historyOf(partition: string, hour: string | null): readonly string[];
  /** Every record of an hour, oldest first. */
  recordsOf(partition: string, hour: string | null): readonly SilverHour[];
}
