import {
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  type Dataset,
  type DatasetRegistry,
} from '@assay/schemas';
import { SilverError } from '../errors.js';

/** What a Silver dataset is made of. */
export interface Source {
  /** The Bronze dataset whose units, rows and order are the Silver dataset's. */
  readonly rows: Dataset;
  /** Snapshots joined to the rows; undefined where nothing is joined. */
  readonly greeks: Dataset | undefined;
}

/** The Bronze datasets that a Silver dataset is made of. Throws `BAD_REQUEST` for one Silver does not keep. */
export function sourceOf(dataset: Dataset): Source {
  if (dataset.id === optionsTradesEnriched.id) {
    return { rows: optionsTrades, greeks: optionsGreeksSnapshots };
  }
  if (dataset.tier === 'bronze') {
    return { rows: dataset, greeks: undefined };
  }
  throw new SilverError(
    'BAD_REQUEST',
    `${dataset.id}: expected a dataset of Bronze or ${optionsTradesEnriched.id}, was one of the ` +
      `${dataset.tier} tier, which is not compacted`,
  );
}

/** The datasets that Silver keeps, Bronze's first: what is joined comes after what it is made of. */
export function silverDatasets(registry: DatasetRegistry): Dataset[] {
  const enriched = registry.all.filter(({ id }) => id === optionsTradesEnriched.id);
  return [...registry.all.filter(({ tier }) => tier === 'bronze'), ...enriched];
}
