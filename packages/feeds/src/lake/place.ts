import { DATASETS, decodePartitionValue, SchemaError, type Dataset } from '@assay/schemas';

/** What the folders of a file in a lake say of its rows. */
export interface LakePlace {
  /** The dataset whose folder it lies in, where it does. */
  readonly dataset: Dataset | undefined;
  /** Value of the first partition folder, e.g. `ES` of `symbol=ES`. */
  readonly partition: string | undefined;
  /** `YYYY-MM-DD` and `HH`, as their folders say. */
  readonly date: string | undefined;
  readonly hour: string | undefined;
  /** Whether it lies below `silver` or `gold`: made from Bronze, which is brought in instead. */
  readonly isDerived: boolean;
}

/** Reads the place of a file from its path: `…/bronze/futures/trades/symbol=ES/date=…/hour=…/part.parquet`. */
export function lakePlaceOf(path: string): LakePlace {
  const folders = path.split(/[/\\]+/).slice(0, -1);
  const plain = folders.filter((folder) => !folder.includes('=')).join('/');
  const dataset = DATASETS.find((each) => plain === each.path || plain.endsWith(`/${each.path}`));
  const above = dataset === undefined ? plain : plain.slice(0, -dataset.path.length);
  return {
    dataset,
    partition: dataset && decoded(valueOf(folders, dataset.partition.column)),
    date: valueOf(folders, 'date'),
    hour: valueOf(folders, 'hour'),
    isDerived: /(?:^|\/)(?:silver|gold)\/$/.test(above),
  };
}

function valueOf(folders: readonly string[], name: string): string | undefined {
  const folder = folders.findLast((each) => each.startsWith(`${name}=`));
  return folder?.slice(name.length + 1);
}

/** Python's writers escape less than Assay does: what is no escape stands for itself. */
function decoded(value: string | undefined): string | undefined {
  if (value === undefined || value === '') {
    return undefined;
  }
  try {
    return decodePartitionValue(value);
  } catch (error) {
    if (error instanceof SchemaError) {
      return value;
    }
    throw error;
  }
}
