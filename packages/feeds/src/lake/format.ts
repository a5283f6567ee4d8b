import type { FeedFormat } from '../format.js';
import { openLake } from './open-lake.js';
import { LAKE_DATASETS, LAKE_FORMAT, LAKE_SETTINGS, lakeOptions } from './options.js';
import { lakePlaceOf } from './place.js';

/** The Parquet files of an existing Python lake, as an entry of the format table. */
export const lakeFormat: FeedFormat = {
  name: LAKE_FORMAT,
  describe: 'Parquet files of a Python lake (bronze/futures/trades/symbol=ES/…)',
  revision: 1,
  settings: LAKE_SETTINGS,
  claims(path) {
    const { dataset, partition, isDerived } = lakePlaceOf(path);
    const isVisible = !/(?:^|\/)[._][^/]*$/.test(path);
    const isKnown = dataset !== undefined && LAKE_DATASETS.includes(dataset);
    return (
      /\.parquet$/i.test(path) && isVisible && isKnown && partition !== undefined && !isDerived
    );
  },
  nameSettings(path) {
    const { dataset, partition } = lakePlaceOf(path);
    return {
      ...(dataset === undefined ? {} : { dataset: [dataset.name] }),
      ...(partition === undefined ? {} : { partition: [partition] }),
    };
  },
  async open(input, settings) {
    return openLake(input, lakeOptions(settings));
  },
};
