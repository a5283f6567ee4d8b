import type { CommittedFile } from '@assay/ledger';
import { parsePlace, type Dataset, type DatasetRegistry } from '@assay/schemas';
import type { ShardNow } from './follow-shards.js';
import type { BronzeDay, DayFile } from './retain-report.js';

/** Days of datasets that this release knows, and how many files of others are as old, by dataset id. */
export interface OldDays {
  /** By date, then dataset; only days that have files left. */
  readonly days: readonly BronzeDay[];
  readonly unknown: ReadonlyMap<string, number>;
}

interface OpenDay {
  readonly dataset: Dataset;
  readonly date: string;
  readonly files: DayFile[];
  readonly retired: DayFile[];
}

/** The days before a date, as the logs say them. Dead letters have no date: they are of no day. */
export function daysBefore(
  shards: readonly ShardNow[],
  registry: DatasetRegistry,
  before: string,
): OldDays {
  const days = new Map<string, OpenDay>();
  const unknown = new Map<string, number>();

  function take(shard: string, file: CommittedFile, list: 'files' | 'retired'): void {
    const date = dateOfPartition(file.partition);
    if (date === undefined || date >= before) {
      return;
    }
    const dataset = registry.find(file.dataset);
    if (dataset === undefined) {
      unknown.set(file.dataset, (unknown.get(file.dataset) ?? 0) + (list === 'files' ? 1 : 0));
      return;
    }
    const name = `${date} ${dataset.id}`;
    const day = days.get(name) ?? { dataset, date, files: [], retired: [] };
    days.set(name, day);
    const { value, hour } = parsePlace(registry, 'bronze', file.key).place;
    day[list].push({
      shard,
      value,
      date,
      hour: hour === undefined ? undefined : Number(hour),
      file,
    });
  }

  for (const { shard, fold } of shards) {
    fold.files.forEach((file) => {
      take(shard, file, 'files');
    });
    fold.retiredFiles
      .filter(({ kind }) => kind === 'rows')
      .forEach((file) => {
        take(shard, file, 'retired');
      });
  }
  return {
    days: [...days]
      .filter(([, { files }]) => files.length > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, day]) => day),
    unknown: new Map([...unknown].filter(([, files]) => files > 0)),
  };
}

/** `symbol=ESZ5/date=2025-12-16/hour=14` → the date. */
export function dateOfPartition(partition: string): string | undefined {
  return /(?:^|\/)date=(\d{4}-\d{2}-\d{2})(?:\/|$)/.exec(partition)?.[1];
}
