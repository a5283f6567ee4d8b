import { CommandFailure } from '@assay/cli';
import { createDatasetRegistry, type Dataset } from '@assay/schemas';

/** The datasets that Silver has a folder for. */
export const SILVER_DATASETS = createDatasetRegistry().all.filter(({ tier }) => tier !== 'gold');

const registry = createDatasetRegistry(SILVER_DATASETS);

/** For the help of `--schema`. */
export const SCHEMA_HELP =
  'dataset, such as futures.trades (the newest version) or futures.trades.v1';

/** The dataset that `--schema` names, by its id or without the version. */
export function parseSchema(given: string): Dataset {
  const dataset = registry.find(given.trim());
  if (dataset === undefined) {
    const known = registry.all.map(({ id }) => id).join(', ');
    throw new CommandFailure('BAD_INPUT', `--schema: expected one of ${known}, was "${given}"`, {
      next: 'give one of them, with or without its version',
    });
  }
  return dataset;
}

/** The same for an option that may be repeated: each dataset once, in the order given. */
export function parseSchemas(given: string, before: readonly Dataset[] = []): readonly Dataset[] {
  const dataset = parseSchema(given);
  return before.includes(dataset) ? before : [...before, dataset];
}
