import type { CommittedFile } from '@assay/ledger';
import {
  createDatasetRegistry,
  datasetFolder,
  parsePlace,
  type Dataset,
  type DatasetRegistry,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Places } from '../places.js';
import { createShardLogs } from './shard-logs.js';

/** Where a file of a lake belongs, as its key says it. */
export interface FilePlace {
  readonly shard: string;
  /** The partition value: a symbol or an underlying. */
  readonly value: string;
  /** UTC date. */
  readonly date: string;
}

/** A committed file with its place. */
export interface PlacedFile extends FilePlace {
  readonly file: CommittedFile;
  /** Where it may be: the lake asked for, then those that it was moved to. */
  readonly homes: readonly ObjectStore[];
}

/** What a lake holds of a dataset, and what retention deleted of it. */
export interface DatasetFiles {
  readonly files: readonly PlacedFile[];
  readonly retired: readonly FilePlace[];
}

/** The committed files of a lake's Bronze tier; every asking sees what was committed until then. */
export interface CommittedFiles {
  of(dataset: Dataset): Promise<DatasetFiles>;
}

export function createCommittedFiles(store: ObjectStore, lakes: Places): CommittedFiles {
  const logs = createShardLogs(store, lakes);
  const places = new Map<string, Omit<FilePlace, 'shard'>>();

  function placeOfKey(registry: DatasetRegistry, key: string) {
    let place = places.get(key);
    if (place === undefined) {
      const { value, date } = parsePlace(registry, 'bronze', key).place;
      place = { value, date };
      places.set(key, place);
    }
    return place;
  }

  return {
    of: async (dataset) => {
      const folder = `${datasetFolder(dataset, 'bronze')}/`;
      const registry = createDatasetRegistry([dataset]);
      const files: PlacedFile[] = [];
      const retired: FilePlace[] = [];
      for (const { shard, fold, homes } of await logs.refresh()) {
        for (const file of fold.filesUnder(folder)) {
          files.push({ shard, file, homes, ...placeOfKey(registry, file.key) });
        }
        for (const { key } of fold.retiredFiles) {
          if (key.startsWith(folder)) {
            retired.push({ shard, ...placeOfKey(registry, key) });
          }
        }
      }
      return { files, retired };
    },
  };
}
