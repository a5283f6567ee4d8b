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
  /** By log subject. */
  bySubject(subject: string): Dataset | undefined;
}

/** Makes a registry. Throws `BAD_DECLARATION` when two datasets claim one id, subject or folder. */
export function createDatasetRegistry(datasets: readonly Dataset[] = DATASETS): DatasetRegistry {
  const byName = new Map<string, Dataset>();
  const subjects = new Map<string, Dataset>();
  const places = new Map<string, Dataset>();
  for (const dataset of datasets) {
    claim(places, `${dataset.tier}/${dataset.path}`, dataset);
    claim(byName, dataset.id, dataset);
    const newest = byName.get(dataset.name);
    if (newest === undefined || newest.version < dataset.version) {
      byName.set(dataset.name, dataset);
    }
    if (dataset.subject !== undefined) {
      claim(subjects, dataset.subject, dataset);
    }
  }
  return {
    all: datasets,
    find: (idOrName) => byName.get(idOrName),
    get: (idOrName) => {
      const dataset = byName.get(idOrName);
      if (dataset === undefined) {
        const known = datasets.map((each) => each.id).join(', ');
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

function claim(taken: Map<string, Dataset>, name: string, dataset: Dataset): void {
  const other = taken.get(name);
  if (other !== undefined) {
    throw new SchemaError(
      'BAD_DECLARATION',
      `datasets "${other.id}" and "${dataset.id}" both claim "${name}"`,
    );
  }
  taken.set(name, dataset);
}
