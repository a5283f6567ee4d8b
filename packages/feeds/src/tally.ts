import type { AnyRow, Dataset } from '@assay/schemas';
import type { FeedReport, IgnoredCount, Problem, RefusalCount } from './feed.js';

/** Counts what a decoder meets, for the report. Nothing that is left out goes uncounted. */
export interface Tally {
  accept(dataset: Dataset, row: AnyRow): void;
  refuse(datasetId: string, problem: Problem, record: number): void;
  ignore(kind: string, record: number): void;
  filter(): void;
  dropLevels(count: number): void;
  /** Counts a curiosity that costs no row; `sentence` follows the count in the report. */
  warn(sentence: string, count: number): void;
  report(state: TallyState): FeedReport;
}

export interface TallyState {
  readonly format: string;
  readonly file: string;
  readonly complete: boolean;
  readonly records: number;
  /** Warnings that are no counts. */
  readonly warnings: readonly string[];
}

/** Kinds of curiosities told apart: a damaged file may have any number, and memory has an end. */
const MAX_CURIOSITIES = 500;
const OTHER_CURIOSITIES = 'other curiosities, of too many kinds to be told apart';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function createTally(): Tally {
  const rows = new Map<string, number>();
  const refused = new Map<string, Mutable<RefusalCount>>();
  const ignored = new Map<string, Mutable<IgnoredCount>>();
  const curiosities = new Map<string, number>();
  const symbols = new Set<string>();
  let filtered = 0;
  let droppedLevels = 0;
  let firstTsNs: bigint | undefined;
  let lastTsNs: bigint | undefined;

  return {
    accept(dataset, row) {
      rows.set(dataset.id, (rows.get(dataset.id) ?? 0) + 1);
      symbols.add(row[dataset.partition.column] as string);
      const tsNs = row.ts_event_ns as bigint;
      firstTsNs = firstTsNs === undefined || tsNs < firstTsNs ? tsNs : firstTsNs;
      lastTsNs = lastTsNs === undefined || tsNs > lastTsNs ? tsNs : lastTsNs;
    },
    refuse(datasetId, problem, record) {
      const key = `${datasetId} ${problem.code}`;
      const known = refused.get(key);
      if (known === undefined) {
        refused.set(key, {
          code: problem.code,
          dataset: datasetId,
          count: 1,
          firstRecord: record,
          firstDetail: problem.detail,
        });
      } else {
        known.count += 1;
      }
    },
    ignore(kind, record) {
      const known = ignored.get(kind);
      if (known === undefined) {
        ignored.set(kind, { kind, count: 1, firstRecord: record });
      } else {
        known.count += 1;
      }
    },
    filter() {
      filtered += 1;
    },
    dropLevels(count) {
      droppedLevels += count;
    },
    warn(sentence, count) {
      const isKept = curiosities.has(sentence) || curiosities.size < MAX_CURIOSITIES;
      const counted = isKept ? sentence : OTHER_CURIOSITIES;
      curiosities.set(counted, (curiosities.get(counted) ?? 0) + count);
    },
    report: ({ format, file, complete, records, warnings }) => ({
      format,
      file,
      complete,
      records,
      rowsByDataset: Object.fromEntries(rows),
      refused: [...refused.values()].map((each) => ({ ...each })),
      ignored: [...ignored.values()].map((each) => ({ ...each })),
      filtered,
      droppedLevels,
      firstTsNs,
      lastTsNs,
      symbols: [...symbols].sort(),
      warnings: [
        ...warnings,
        ...[...curiosities].map(([sentence, count]) => `${count} ${sentence}`),
      ],
    }),
  };
}
