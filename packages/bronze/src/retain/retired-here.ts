import { parsePlace, type DatasetRegistry } from '@assay/schemas';
import { dateOfPartition } from './days-of.js';
import type { ShardNow } from './follow-shards.js';
import type { BronzeDay, DayFile } from './retain-report.js';

/** Retired files that are there still: by day, and of datasets that this release does not know. */
export interface RetiredHere {
  /** `files`: those of the day that are there. */
  readonly days: readonly BronzeDay[];
  /** Keys by dataset and date. */
  readonly unknown: readonly { dataset: string; date: string; keys: string[] }[];
}

/** Dead letters are of no day, and not among them. */
export function retiredHere(
  shards: readonly ShardNow[],
  registry: DatasetRegistry,
  here: ReadonlySet<string>,
): RetiredHere {
  const days = new Map<string, BronzeDay & { readonly files: DayFile[] }>();
  const unknown = new Map<string, { dataset: string; date: string; keys: string[] }>();
  for (const { shard, fold } of shards) {
    for (const file of fold.retiredFiles) {
      const date = dateOfPartition(file.partition);
      if (!here.has(file.key) || file.kind !== 'rows' || date === undefined) {
        continue;
      }
      const name = `${date} ${file.dataset}`;
      const dataset = registry.find(file.dataset);
      if (dataset === undefined) {
        const group = unknown.get(name) ?? { dataset: file.dataset, date, keys: [] };
        unknown.set(name, group);
        group.keys.push(file.key);
        continue;
      }
      const day = days.get(name) ?? { dataset, date, files: [], retired: [] };
      days.set(name, day);
      const { value, hour } = parsePlace(registry, 'bronze', file.key).place;
      day.files.push({
        ...{ shard, value, date, file },
        hour: hour === undefined ? undefined : Number(hour),
      });
    }
  }
  return { days: [...days.values()], unknown: [...unknown.values()] };
}
