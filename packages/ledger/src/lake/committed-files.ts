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
import { createShardLogs } from './shard-logs.js';

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
  readonly key: string;
  readonly sha256: string;
}

/** What a lake holds of a dataset, and what retention deleted of it. */
export interface DatasetFiles {
  readonly files: readonly PlacedFile[];
  readonly retired: readonly RetiredFile[];
}

/** The committed files of a lake's tier; every asking sees what was committed until then. */
export interface CommittedFiles {
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
      const registry = createDatasetRegistry([dataset]);
      const files: PlacedFile[] = [];
      const retired: RetiredFile[] = [];
      for (const { shard, fold, homes } of await logs.refresh()) {
        for (const file of fold.filesUnder(folder)) {
          files.push({ shard, file, homes, ...placeOfKey(registry, file.key) });
        }
        for (const { key, sha256 } of fold.retiredFiles) {
          if (key.startsWith(folder)) {
            retired.push({ shard, key, sha256, ...placeOfKey(registry, key) });
          }
        }
      }
      return { files, retired };
    },
  };
}
