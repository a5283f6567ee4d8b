import { futuresMbp10 } from './datasets/futures-mbp10.js';
import { futuresTrades } from './datasets/futures-trades.js';
import { levelsSignals } from './datasets/levels-signals.js';
import { optionsGreeksSnapshots } from './datasets/options-greeks-snapshots.js';
import { optionsTradesEnriched } from './datasets/options-trades-enriched.js';
import { optionsTrades } from './datasets/options-trades.js';
import { stocksQuotes } from './datasets/stocks-quotes.js';
import { stocksTrades } from './datasets/stocks-trades.js';
import type { Dataset } from './dataset.js';
import { SchemaError } from './errors.js';

/** Every dataset Assay ships. */
export const DATASETS: readonly Dataset[] = [
  stocksTrades,
  stocksQuotes,
  optionsTrades,
  optionsGreeksSnapshots,
  futuresTrades,
  futuresMbp10,
  optionsTradesEnriched,
  levelsSignals,
];

/** A set of datasets with its look-ups. Whatever a program handles, it is told by one of these. */
export interface DatasetRegistry {
  readonly all: readonly Dataset[];
  /** By id (`stocks.trades.v1`), or by name (`stocks.trades`: the newest version). */
  get(idOrName: string): Dataset;
  find(idOrName: string): Dataset | undefined;
  /** By log subject; of a message, by its `decidingSubject`. */
  bySubject(subject: string): Dataset | undefined;
}

/**
 * Makes a registry. Throws `BAD_DECLARATION` when two datasets claim one id or subject, or when one
 * lies in the other's folder: a dataset's folder holds one schema.
 */
export function createDatasetRegistry(datasets: readonly Dataset[] = DATASETS): DatasetRegistry {
  const all = [...datasets];
  const byId = new Map<string, Dataset>();
  const newest = new Map<string, Dataset>();
  const subjects = new Map<string, Dataset>();
  for (const dataset of all) {
    claim(byId, dataset.id, dataset);
    const other = newest.get(dataset.name);
    if (other === undefined || other.version < dataset.version) {
      newest.set(dataset.name, dataset);
    }
    if (dataset.subject !== undefined) {
      claim(subjects, dataset.subject, dataset);
    }
  }
  refuseSharedFolders(all);
  const find = (idOrName: string) => byId.get(idOrName) ?? newest.get(idOrName);
  return {
    all,
    find,
    get: (idOrName) => {
      const dataset = find(idOrName);
      if (dataset === undefined) {
        const known = all.map((each) => each.id).join(', ');
        throw new SchemaError(
          'UNKNOWN_DATASET',
          `expected a dataset (${known}), was "${idOrName}"`,
        );
      }
      return dataset;
    },
    bySubject: (subject) => subjects.get(subject),
  };
}

/** Folders are compared over all tiers: a Bronze dataset has its Silver folder under the same path. */
function refuseSharedFolders(datasets: readonly Dataset[]): void {
  for (const dataset of datasets) {
    const other = datasets.find(
      (each) => each !== dataset && `${dataset.path}/`.startsWith(`${each.path}/`),
    );
    if (other !== undefined) {
      throw conflict(other, dataset, dataset.path);
    }
  }
}

function claim(taken: Map<string, Dataset>, name: string, dataset: Dataset): void {
  const other = taken.get(name);
  if (other !== undefined) {
    throw conflict(other, dataset, name);
  }
  taken.set(name, dataset);
}

function conflict(first: Dataset, second: Dataset, name: string): SchemaError {
  return new SchemaError(
    'BAD_DECLARATION',
    `datasets "${first.id}" and "${second.id}" both claim "${name}"`,
  );
}
