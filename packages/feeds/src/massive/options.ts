import {
  badOption,
  checkSettings,
  settingOf,
  type FeedSettings,
  type FormatSetting,
} from '../settings.js';

/** How to read a flat file of Massive. */
export interface MassiveOptions {
  /** Only events of these symbols (of options: underlyings). */
  readonly symbols?: ReadonlySet<string>;
  /** Shares per unit of a quote's size, for every quote; by default what the date says. */
  readonly quoteLot?: number;
}

export const MASSIVE_SETTINGS: readonly FormatSetting[] = [
  {
    name: 'symbol',
    value: 'SYMBOL',
    repeatable: true,
    describe: 'only events of this symbol (of options: of this underlying)',
  },
  {
    name: 'quote-lot',
    value: 'SHARES',
    repeatable: false,
    describe: 'shares per unit of quote size (default 100 before 2025-11-03 New York, then 1)',
  },
];

const MAX_LOT = 10_000;

/** Reads the options of a command line. Throws `BAD_OPTION`. */
export function massiveOptions(settings: FeedSettings): MassiveOptions {
  checkSettings(settings, MASSIVE_SETTINGS);
  const symbols = settings.symbol ?? [];
  const lot = settingOf(settings, 'quote-lot');
  if (lot !== undefined && (!/^[1-9]\d{0,4}$/.test(lot) || Number(lot) > MAX_LOT)) {
    throw badOption('quote-lot', `expected a number of shares from 1 to ${MAX_LOT}, was ${lot}`);
  }
  return {
    symbols: symbols.length === 0 ? undefined : new Set(symbols),
    quoteLot: lot === undefined ? undefined : Number(lot),
  };
}
