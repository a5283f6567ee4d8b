import type { FeedFormat } from '../format.js';
import { LEAN_FORMAT, leanNameSettings, openLean } from './open-lean.js';
import { LEAN_SETTINGS, leanOptions } from './options.js';
import { readLeanName } from './file-name.js';

/** Files of QuantConnect's LEAN, as an entry of the format table. */
export const leanFormat: FeedFormat = {
  name: LEAN_FORMAT,
  describe: 'QuantConnect LEAN: ticks of stocks (zip), daily option chains (csv)',
  revision: 1,
  settings: LEAN_SETTINGS,
  claims(path) {
    const { date, other } = readLeanName(path);
    return /\.(?:zip|csv)$/i.test(path) && date !== undefined && other === undefined;
  },
  nameSettings: leanNameSettings,
  async open(input, settings) {
    return openLean(input, leanOptions(settings));
  },
};
