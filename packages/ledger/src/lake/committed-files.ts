import {
  createDatasetRegistry,
  datasetFolder,
  parsePlace,
  type Dataset,
  type DatasetRegistry,
  type LedgerTier,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { CommittedFile } from '../read/ledger-fold.js';
import type { Places } from './places.js';
import { createShardLogs, type ShardLog } from './shard-logs.js';

/** Where a file of a lake belongs, as its key says it. */
export interface FilePlace {
  readonly shard: string;
  /** The partition value: a symbol or an underlying. */
  readonly value: string;
  /** UTC date. */
  readonly date: string;
  /** UTC hour of that date, 0 to 23; undefined for a dataset without hour folders. */
  readonly hour: number | undefined;
}

/** A committed file of some shard, and where it may be. */
export interface LakeFile {
  readonly shard: string;
  readonly file: CommittedFile;
  /** The lake asked for, then those that the shard was moved to. */
  readonly homes: readonly ObjectStore[];
}

/** A committed file with its place. */
export interface PlacedFile extends FilePlace, LakeFile {}

/** A file that retention deleted. */
export interface RetiredFile extends FilePlace {
  /** As it was committed. */
  readonly file: CommittedFile;
}

/** What a lake holds of a dataset, and what retention deleted of it. */
export interface DatasetFiles {
  readonly files: readonly PlacedFile[];
  readonly retired: readonly RetiredFile[];
}

/** The committed files of a lake's tier; every asking sees what was committed until then. */
export interface CommittedFiles {
  /** The same object as before, while nothing was added to the logs. */
  of(dataset: Dataset): Promise<DatasetFiles>;
}

/** Reads the tier's logs at the first asking, and only what was added to them at later ones. */
export function createCommittedFiles(
  store: ObjectStore,
  lakes: Places,
  tier: LedgerTier,
): CommittedFiles {
  const logs = createShardLogs(store, lakes, tier);
  const places = new Map<string, Omit<FilePlace, 'shard'>>();
  const known = new Map<string, { logs: readonly ShardLog[]; files: DatasetFiles }>();

  function placeOfKey(registry: DatasetRegistry, key: string) {
    let place = places.get(key);
    if (place === undefined) {
      const { value, date, hour } = parsePlace(registry, tier, key).place;
      place = { value, date, hour: hour === undefined ? undefined : Number(hour) };
      places.set(key, place);
    }
    return place;
  }

  return {
    of: async (dataset) => {
      const folder = `${datasetFolder(dataset, tier)}/`;
      const logsNow = await logs.refresh();
      const before = known.get(dataset.id);
      if (before !== undefined && areSame(before.logs, logsNow)) {
        return before.files;
      }
      const registry = createDatasetRegistry([dataset]);
      const files: PlacedFile[] = [];
      const retired: RetiredFile[] = [];
      for (const { shard, fold, homes } of logsNow) {
        for (const file of fold.filesUnder(folder)) {
          files.push({ shard, file, homes, ...placeOfKey(registry, file.key) });
        }
        for (const file of fold.retiredFiles) {
          if (file.key.startsWith(folder)) {
            retired.push({ shard, file, ...placeOfKey(registry, file.key) });
          }
        }
      }
      const found = { files, retired };
      known.set(dataset.id, { logs: logsNow, files: found });
      return found;
    },
  };
}

/** A log without new entries keeps its state; one that was moved is another one's. */
function areSame(before: readonly ShardLog[], now: readonly ShardLog[]): boolean {
  const isSame = ({ shard, fold, homes }: ShardLog, index: number) =>
    before[index].shard === shard &&
    before[index].fold.state === fold.state &&
    before[index].homes.length === homes.length;
  return before.length === now.length && now.every(isSame);
}
