import { stocksQuotes, type AnyRow } from '@assay/schemas';
import type { LineDecoder } from '../csv/line-decoder.js';
import { readQuoteSide } from '../csv/quote-side.js';
import { readExchange, readSequence } from '../csv/read-field.js';
import type { Tally } from '../tally.js';
import { STOCK_SOURCE } from './stock-trades.js';
import { readTicker, readTimes, tableDecoder, type TableContext } from './table.js';

/**
 * From this instant (2025-11-03 00:00 New York) quote sizes are shares; before, they are round
 * lots, of 100 shares for nearly every stock. Source:
 * https://massive.com/docs/rest/stocks/trades-quotes/quotes (`ask_size`, `bid_size`); the date is
 * that of the SIPs' change under the SEC's round lot rule.
 */
const SHARES_SINCE_NS = 1_762_146_000_000_000_000n;
const ROUND_LOT = 100;

/** Counts sizes before the change, to notice a file that already has shares. */
export interface LotWatch {
  quotes: number;
  /** Quotes with a size that is no multiple of 100: it cannot be in shares. */
  inLots: number;
}

/** So many quotes without one in lots are no chance: one lot is the most common size. */
const SUSPICIOUS_QUOTES = 1_000;

/** A sentence where sizes before the change look like shares already: then they are 100 × too large. */
export function lotWarning({ quotes, inLots }: LotWatch): string | undefined {
  if (quotes < SUSPICIOUS_QUOTES || inLots > 0) {
    return undefined;
  }
  return `every size of the ${quotes} quotes before 2025-11-03 is a multiple of 100, as if in shares \
already; they were read as round lots of ${ROUND_LOT}: give quote-lot=1 if they are shares`;
}

/**
 * `us_stocks_sip/quotes_v1`: the national best bid and offer. Source:
 * https://massive.com/docs/flat-files/stocks/quotes. An absent side has price 0 in the file.
 *
 * @param lot shares per unit of size; undefined: what the date says
 */
export function stockQuoteDecoder(
  context: TableContext,
  lot: number | undefined,
  watch: LotWatch,
): LineDecoder {
  const { tally } = context;
  return tableDecoder(stocksQuotes, STOCK_SOURCE, context, (line) => {
    const symbol = readTicker(line);
    const { tsEventNs, tsRecvNs } = readTimes(line, tally);
    const isInLots = typeof tsRecvNs === 'bigint' && tsRecvNs < SHARES_SINCE_NS;
    const shares = lot ?? (isInLots ? ROUND_LOT : 1);
    if (isInLots && lot === undefined) {
      countLots(watch, line.field('bid_size'), line.field('ask_size'));
    }
    const side = (name: 'bid' | 'ask', counts: Tally) =>
      readQuoteSide(
        line,
        {
          side: name,
          price: line.field(`${name}_price`),
          size: line.field(`${name}_size`),
          exchange: readExchange(line, `${name}_exchange`, line.field(`${name}_exchange`)),
          lot: shares,
        },
        counts,
      );
    const bid = side('bid', tally);
    const ask = side('ask', tally);
    const row: AnyRow = {
      ts_event_ns: tsEventNs,
      ts_recv_ns: tsRecvNs,
      source: STOCK_SOURCE,
      symbol,
      bid_px: bid.price,
      ask_px: ask.price,
      bid_sz: bid.size,
      ask_sz: ask.size,
      bid_exch: bid.exchange,
      ask_exch: ask.exchange,
      seq: readSequence(line, 'sequence_number', line.field('sequence_number')),
    };
    return { owner: symbol, row };
  });
}

function countLots(watch: LotWatch, bidSize: string, askSize: string): void {
  watch.quotes += 1;
  if (Number(bidSize) % ROUND_LOT !== 0 || Number(askSize) % ROUND_LOT !== 0) {
    watch.inLots += 1;
  }
}
