import type { FeedFormat } from '../format.js';
import { fileInput } from '../input.js';
import { badOption, checkSettings, settingOf, switchOf, type FeedSettings } from '../settings.js';
import { DBN_FORMAT, openDbn } from './open-dbn.js';
import type { DbnFragment, DbnOptions } from './options.js';

const MAX_INSTRUMENT_ID = 0xffff_ffff;

/** Databento Binary Encoding, as an entry of the format table. */
export const dbnFormat: FeedFormat = {
  name: DBN_FORMAT,
  describe: 'Databento files (.dbn, .dbn.zst, .dbz): trades, tbbo, mbp-1, mbp-10, mbo; OPRA trades',
  revision: 1,
  settings: [
    {
      name: 'symbol',
      value: 'SYMBOL',
      repeatable: true,
      describe: 'only events of this symbol, as the file names it',
    },
    {
      name: 'trades-from-books',
      value: undefined,
      repeatable: false,
      describe: 'store the trades in book files as trades too',
    },
    {
      name: 'instrument',
      value: 'ID=SYMBOL',
      repeatable: true,
      describe: 'name an instrument that the file does not name, or names otherwise',
    },
    {
      name: 'books-from-orders',
      value: undefined,
      repeatable: false,
      describe: 'read the orders (mbo) in a live capture too; a file of orders needs no option',
    },
    {
      name: 'books-from-empty',
      value: undefined,
      repeatable: false,
      describe: 'orders (mbo): every book is empty where the file starts',
    },
    {
      name: 'definitions',
      value: 'FILE',
      repeatable: true,
      isFile: true,
      describe: 'DBN definitions of the options in an OPRA file',
    },
    {
      name: 'dbn-version',
      value: '1|2|3',
      repeatable: false,
      describe: 'for a fragment without header: its version',
    },
    {
      name: 'dataset',
      value: 'ID',
      repeatable: false,
      describe: 'for a fragment without header: its dataset, e.g. GLBX.MDP3',
    },
    {
      name: 'ts-out',
      value: undefined,
      repeatable: false,
      describe: 'for a fragment without header: its records end with their send time',
    },
  ],
  // dbn.csv and the like are other encodings of the same records.
  claims: (path) => /\.(dbn|dbz)(\.frag)?(\.zst)?$/i.test(path),
  async open(input, settings) {
    return openDbn(input, dbnOptions(settings));
  },
};

/** Reads the options of a command line. Throws `BAD_OPTION`. */
export function dbnOptions(settings: FeedSettings): DbnOptions {
  checkSettings(settings, dbnFormat.settings);
  const symbols = settings.symbol ?? [];
  return {
    symbols: symbols.length === 0 ? undefined : new Set(symbols),
    tradesFromBooks: switchOf(settings, 'trades-from-books'),
    instruments: readInstruments(settings.instrument ?? []),
    booksFromOrders: switchOf(settings, 'books-from-orders'),
    booksFromEmpty: switchOf(settings, 'books-from-empty'),
    definitions: (settings.definitions ?? []).map(fileInput),
    fragment: readFragment(settings),
  };
}

function readInstruments(texts: readonly string[]): Map<number, string> {
  const instruments = new Map<number, string>();
  for (const text of texts) {
    const match = /^(\d{1,10})=(.+)$/u.exec(text);
    const instrumentId = match === null ? Number.NaN : Number(match[1]);
    if (match === null || instrumentId > MAX_INSTRUMENT_ID) {
      throw badOption('instrument', `expected ID=SYMBOL (5482=ESH1), was ${text}`);
    }
    const [, , symbol] = match;
    const other = instruments.get(instrumentId);
    if (other !== undefined && other !== symbol) {
      const names = `${other} and ${symbol}`;
      throw badOption('instrument', `expected one symbol for ${instrumentId}, was ${names}`);
    }
    instruments.set(instrumentId, symbol);
  }
  return instruments;
}

function readFragment(settings: FeedSettings): DbnFragment | undefined {
  const version = settingOf(settings, 'dbn-version');
  const dataset = settingOf(settings, 'dataset');
  const hasTsOut = switchOf(settings, 'ts-out');
  if (version === undefined && dataset === undefined && !hasTsOut) {
    return undefined;
  }
  if (version === undefined || dataset === undefined) {
    const missing = version === undefined ? 'dbn-version' : 'dataset';
    throw badOption(missing, 'expected with the other options of a fragment, was missing');
  }
  if (!/^[123]$/.test(version)) {
    throw badOption('dbn-version', `expected 1, 2 or 3, was ${version}`);
  }
  return { version: Number(version), dataset, hasTsOut };
}
