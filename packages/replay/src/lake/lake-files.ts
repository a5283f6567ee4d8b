import {
  createCommittedFiles,
  createPlaces,
  createShardLogs,
  openChosen,
  type ChosenFiles,
  type CommittedFiles,
  type LedgerFold,
  type OpenPlace,
  type PlacedFile,
  type Places,
  type RetiredFile,
} from '@assay/ledger';
import { createDatasetRegistry, type Dataset, type DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { ReplayError } from '../errors.js';
import { isBehind, type ShardPosition } from '../hand-over/positions.js';

/** Which of Bronze's committed rows are wanted. */
export interface RowSelection {
  /** Dataset ids. */
  readonly datasets: readonly string[];
  /** Which partition values (default: all). */
  readonly isWanted?: ((dataset: string, value: string) => boolean) | undefined;
  /** Event time `[startNs, endNs)`. */
  readonly startNs?: bigint | undefined;
  readonly endNs?: bigint | undefined;
  /** Of these shards, up to the position (default: all shards, everything that is committed). */
  readonly upTo?: readonly ShardPosition[] | undefined;
  /** Only what lies behind these positions of their shards. */
  readonly after?: readonly ShardPosition[] | undefined;
}

/** The Bronze tier of a lake, as a reader sees it. */
export interface LakeFiles {
  readonly registry: DatasetRegistry;
  /** The commit log of every shard. */
  folds(): Promise<ReadonlyMap<string, LedgerFold>>;
  /** The committed files that may hold wanted rows. Throws `RETIRED` where some were deleted. */
  select(selection: RowSelection): Promise<readonly SelectedFile[]>;
  /** Files of the selection that retention deleted. */
  retired(selection: RowSelection): Promise<readonly RetiredFile[]>;
  /** Local copies of some files of a dataset, wherever they are by now. */
  open(dataset: Dataset, files: readonly PlacedFile[]): Promise<ChosenFiles>;
}

/** A file with its dataset. */
export interface SelectedFile extends PlacedFile {
  readonly dataset: Dataset;
}

export function createLakeFiles(
  store: ObjectStore,
  openPlace: OpenPlace | undefined,
  registry: DatasetRegistry = createDatasetRegistry(),
): LakeFiles {
  const places: Places = createPlaces(openPlace);
  const committed: CommittedFiles = createCommittedFiles(store, places, 'bronze');
  const logs = createShardLogs(store, places, 'bronze');

  const datasetOf = (id: string): Dataset => {
    const dataset = registry.all.find((each) => each.id === id);
    if (dataset === undefined) {
      throw new ReplayError('BAD_REQUEST', `expected a dataset of the registry, was "${id}"`);
    }
    return dataset;
  };

  return {
    registry,
    folds: async () => new Map((await logs.refresh()).map(({ shard, fold }) => [shard, fold])),
    select: async (selection) => {
      const files: SelectedFile[] = [];
      for (const dataset of selection.datasets.map(datasetOf)) {
        const { files: all } = await committed.of(dataset);
        for (const file of all) {
          if (isSelected(selection, dataset, file)) {
            files.push({ ...file, dataset });
          }
        }
      }
      return files;
    },
    retired: async (selection) => {
      const files: RetiredFile[] = [];
      for (const dataset of selection.datasets.map(datasetOf)) {
        const { retired } = await committed.of(dataset);
        for (const file of retired) {
          if (isSelected(selection, dataset, file)) {
            files.push(file);
          }
        }
      }
      return files;
    },
    open: (dataset, files) => {
      const keys = new Set(files.map(({ file }) => file.key));
      return openChosen(places, async () => {
        const { files: now } = await committed.of(dataset);
        return now.filter(({ file }) => keys.has(file.key));
      });
    },
  };
}

function isSelected(
  selection: RowSelection,
  dataset: Dataset,
  { shard, value, file }: Pick<PlacedFile, 'shard' | 'value' | 'file'>,
): boolean {
  const { isWanted, startNs, endNs, upTo, after } = selection;
  if (isWanted?.(dataset.id, value) === false) {
    return false;
  }
  const { min_ts: first, max_ts: last, epoch, to } = file;
  const isBefore = startNs !== undefined && last !== null && last < startNs;
  const isAfter = endNs !== undefined && first !== null && first >= endNs;
  if (isBefore || isAfter) {
    return false;
  }
  const position = { epoch, sequence: to };
  const limit = upTo?.find((each) => each.shard === shard);
  if (upTo !== undefined && (limit === undefined || isBehind(position, limit))) {
    return false;
  }
  const passed = after?.find((each) => each.shard === shard);
  return passed === undefined || isBehind(position, passed);
}
