import type { FeedFormat } from '../format.js';
import { MASSIVE_FORMAT, openMassive } from './open-massive.js';
import { MASSIVE_SETTINGS, massiveOptions } from './options.js';

/** Flat files of Massive (Polygon), as an entry of the format table. */
export const massiveFormat: FeedFormat = {
  name: MASSIVE_FORMAT,
  describe: 'Massive (Polygon) flat files (csv, csv.gz): stock trades, stock quotes, option trades',
  revision: 1,
  settings: MASSIVE_SETTINGS,
  claims: (path) => /\.csv(?:\.gz|\.zst)?$/i.test(path),
  async open(input, settings) {
    return openMassive(input, massiveOptions(settings));
  },
};
