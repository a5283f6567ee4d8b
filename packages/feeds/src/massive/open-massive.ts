import { readColumns, type TableColumns } from '../csv/columns.js';
import { splitFields } from '../csv/fields.js';
import type { LineDecoder } from '../csv/line-decoder.js';
import { openTextFeed } from '../csv/text-feed.js';
import { FeedError } from '../errors.js';
import type { Feed } from '../feed.js';
import type { FeedInput } from '../input.js';
import { optionTradeDecoder } from './option-trades.js';
import type { MassiveOptions } from './options.js';
import { lotWarning, stockQuoteDecoder, type LotWatch } from './stock-quotes.js';
import { stockTradeDecoder } from './stock-trades.js';
import type { TableContext } from './table.js';

export const MASSIVE_FORMAT = 'massive';

type TableName = 'stock trades' | 'stock quotes' | 'option trades';

/** Columns that a row is made of: without one of `needed` it cannot be. */
const COLUMNS: Readonly<
  Record<TableName, { readonly needed: readonly string[]; readonly optional: readonly string[] }>
> = {
  'stock trades': {
    needed: ['ticker', 'conditions', 'correction', 'exchange', 'price', 'sip_timestamp', 'size'],
    optional: ['participant_timestamp', 'sequence_number'],
  },
  'stock quotes': {
    needed: [
      'ticker',
      'ask_exchange',
      'ask_price',
      'ask_size',
      'bid_exchange',
      'bid_price',
      'bid_size',
      'sip_timestamp',
    ],
    optional: ['participant_timestamp', 'sequence_number'],
  },
  'option trades': {
    needed: ['ticker', 'conditions', 'correction', 'exchange', 'price', 'sip_timestamp', 'size'],
    optional: ['sequence_number'],
  },
};

/** Columns that are read to tell tables apart, or to be left out knowingly. */
const NOT_HELD_OF_OPTIONS = 'exchange';

/**
 * Opens a flat file of Massive (Polygon), gzip or plain: stock trades, stock quotes or option
 * trades, told by the columns that its first line names. Throws `UNSUPPORTED` for any other table,
 * `BAD_HEADER`, or an error of the file.
 */
export async function openMassive(input: FeedInput, options: MassiveOptions = {}): Promise<Feed> {
  const leftOut = new Set<string>();
  const watch: LotWatch = { quotes: 0, inLots: 0 };
  return openTextFeed(input, {
    name: MASSIVE_FORMAT,
    decoderOf({ file, firstLine }, tally) {
      const name = tableOf(firstLine, file);
      const columns = readColumns(firstLine, file, COLUMNS[name]);
      for (const column of columnsLeftOut(name, columns)) {
        leftOut.add(column);
      }
      const context = { columns, symbols: options.symbols, tally };
      return decoderOf(name, context, options, watch);
    },
    warnings: () => {
      const lots = lotWarning(watch);
      return [
        ...(leftOut.size === 0
          ? []
          : [`columns that no dataset holds are left out: ${[...leftOut].join(', ')}`]),
        ...(lots === undefined ? [] : [lots]),
      ];
    },
  });
}

function decoderOf(
  name: TableName,
  context: TableContext,
  options: MassiveOptions,
  watch: LotWatch,
): LineDecoder {
  switch (name) {
    case 'stock trades':
      return stockTradeDecoder(context);
    case 'stock quotes':
      return stockQuoteDecoder(context, options.quoteLot, watch);
    case 'option trades':
      return optionTradeDecoder(context);
  }
}

/**
 * Stock trades have a `tape`, option trades have not; option quotes have no `conditions`. A first
 * line that names no ticker is no flat file at all.
 */
function tableOf(firstLine: string, file: string): TableName {
  const names = new Set((splitFields(firstLine) ?? []).map((name) => name.trim().toLowerCase()));
  const has = (...wanted: string[]) => wanted.every((name) => names.has(name));
  if (has('ticker', 'price', 'correction', 'sip_timestamp')) {
    return has('tape') ? 'stock trades' : 'option trades';
  }
  if (has('ticker', 'bid_price', 'ask_price', 'sip_timestamp') && has('tape')) {
    return 'stock quotes';
  }
  const reads = `it reads ${Object.keys(COLUMNS).join(', ')}`;
  const was = firstLine.slice(0, 200);
  throw new FeedError('UNSUPPORTED', `this release does not read a table of "${was}"; ${reads}`, {
    place: { file, record: 1 },
  });
}

function columnsLeftOut(name: TableName, columns: TableColumns): readonly string[] {
  return name === 'option trades' ? [NOT_HELD_OF_OPTIONS, ...columns.unused] : columns.unused;
}
