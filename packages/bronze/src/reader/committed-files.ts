import {
  createLedgerReader,
  listShards,
  type CommittedFile,
  type LedgerReader,
} from '@assay/ledger';
import {
  createDatasetRegistry,
  datasetFolder,
  parsePlace,
  type Dataset,
  type DatasetRegistry,
} from '@assay/schemas';
import { StorageError, type LocalCopy, type ObjectStore } from '@assay/storage';
import { BronzeError } from '../errors.js';

/** A committed file with its place, as its key says it. */
export interface PlacedFile {
  readonly shard: string;
  readonly file: CommittedFile;
  /** The partition value: a symbol or an underlying. */
  readonly value: string;
  /** UTC date. */
  readonly date: string;
}

/** The committed files of a lake's Bronze tier; every asking sees what was committed until then. */
export interface CommittedFiles {
  of(dataset: Dataset): Promise<PlacedFile[]>;
}

export function createCommittedFiles(store: ObjectStore): CommittedFiles {
  const ledgers = new Map<string, LedgerReader>();
  const places = new Map<string, Pick<PlacedFile, 'value' | 'date'>>();

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
      const placed: PlacedFile[] = [];
      for (const shard of await listShards({ store, tier: 'bronze' })) {
        const ledger = ledgers.get(shard) ?? createLedgerReader({ store, tier: 'bronze', shard });
        ledgers.set(shard, ledger);
        for (const file of (await ledger.refresh()).filesUnder(folder)) {
          placed.push({ shard, file, ...placeOfKey(registry, file.key) });
        }
      }
      return placed;
    },
  };
}

/** Local copies of committed files, in their order. */
export interface OpenCopies {
  readonly paths: readonly string[];
  release(): Promise<void>;
}

/** Throws `FILE_GONE` for a file that was removed behind the lake's back: its rows are missing. */
export async function openCopies(
  store: ObjectStore,
  files: readonly PlacedFile[],
): Promise<OpenCopies> {
  const copies: LocalCopy[] = [];
  const release = async () => {
    await Promise.all(copies.map((copy) => copy.release()));
  };
  try {
    for (const file of files) {
      copies.push(await openCopy(store, file));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { paths: copies.map(({ path }) => path), release };
}

async function openCopy(store: ObjectStore, { shard, file }: PlacedFile): Promise<LocalCopy> {
  try {
    return await store.localCopy(file.key);
  } catch (cause) {
    if (!(cause instanceof StorageError) || cause.code !== 'NOT_FOUND') {
      throw cause;
    }
    throw new BronzeError(
      'FILE_GONE',
      `${file.key}: expected ${file.rows} rows, which entry ${file.entry} of shard ${shard} ` +
        'committed, was no file: put it back from a copy',
      { cause },
    );
  }
}
