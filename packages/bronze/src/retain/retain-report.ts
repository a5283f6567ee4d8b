import type { Certificate, Dataset } from '@assay/schemas';
import type { CommittedFile, FilePlace } from '@assay/ledger';

/** A committed file of a day, and its place. */
export interface DayFile extends FilePlace {
  readonly file: CommittedFile;
}

/** One UTC date of one dataset, over all shards. */
export interface BronzeDay {
  readonly dataset: Dataset;
  readonly date: string;
  /** Every committed file of it that was not retired. */
  readonly files: readonly DayFile[];
  /** Those that were. */
  readonly retired: readonly DayFile[];
}

/** A day that was retired, or, in a dry run, would be. */
export interface RetiredDay {
  readonly dataset: string;
  readonly date: string;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

/** A day that is old enough and was left, or part of it was. */
export interface KeptDay {
  readonly dataset: string;
  readonly date: string;
  /** Files of it that are left, retired ones that were not taken away among them. */
  readonly files: number;
  readonly reason: string;
}

/** A file at the name of a retired one that is not the one retired: it was left. */
export interface StrangeFile {
  readonly key: string;
  readonly expected: string;
  readonly was: string;
}

/** What retention came to. */
export interface RetainReport {
  readonly lake: string;
  /** Days before this one were asked for. */
  readonly before: string;
  readonly dryRun: boolean;
  /** What vouches for the days retired; undefined when there are none. */
  readonly certificate: Certificate | undefined;
  /** Where the lake keeps it; undefined in a dry run as well. */
  readonly certificateKey: string | undefined;
  readonly retired: readonly RetiredDay[];
  readonly kept: readonly KeptDay[];
  /** Files taken away: those of the days retired, and what runs before this one left. */
  readonly removed: number;
  readonly strange: readonly StrangeFile[];
}

export function retiredDay({ dataset, date, files }: BronzeDay): RetiredDay {
  const sum = (of: (file: CommittedFile) => number) =>
    files.reduce((total, { file }) => total + of(file), 0);
  return {
    dataset: dataset.id,
    date,
    files: files.length,
    rows: sum(({ rows }) => rows),
    bytes: sum(({ bytes }) => bytes),
  };
}

export function keptDay(
  { dataset, date, files }: Pick<BronzeDay, 'dataset' | 'date' | 'files'>,
  reason: string,
): KeptDay {
  return { dataset: dataset.id, date, files: files.length, reason };
}

/** Why files are there still that an entry has retired. */
export function notTakenAway(reason: string): string {
  return `retired, and not taken away: ${reason}; run this again when that is mended`;
}
