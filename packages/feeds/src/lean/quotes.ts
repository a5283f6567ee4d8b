import { stocksQuotes, type AnyRow } from '@assay/schemas';
import { quoteConditionOfLeanBit } from '../codes/quote-conditions.js';
import { splitFields } from '../csv/fields.js';
import type { DecodedLine, LineDecoder } from '../csv/line-decoder.js';
import { readQuoteSide } from '../csv/quote-side.js';
import { note, type LineProblem } from '../csv/read-field.js';
import {
  createFlagReader,
  PRICE_SCALE,
  readSuspicious,
  readTickExchange,
  readTickTime,
  type TickContext,
} from './tick-fields.js';
import { TICK_SOURCE, unstorable, wrongFields } from './trades.js';

export const QUOTE_FIELDS = 8;

const NOT_HELD = 'which stocks.quotes does not hold';

/**
 * Quotes of a stock: `time, bid × 10000, bid size, ask × 10000, ask size, exchange, conditions,
 * suspicious`, most with one side only. Source: QuantConnect/Lean, Common/Util/LeanData.cs,
 * `GenerateLine`. Sizes are shares. The dataset has no place for conditions: those that are not
 * `Regular`, and the mark of the vendor's filter, are counted in the report.
 */
export function leanQuoteDecoder(context: TickContext): LineDecoder {
  const { symbol, tally } = context;
  const readConditions = createFlagReader(quoteConditionOfLeanBit);

  function countConditions(line: LineProblem, flags: string, isSuspicious: boolean): void {
    const conditions = readConditions(flags);
    if (conditions === undefined) {
      note(line, 'MALFORMED', `conditions: expected flags in hexadecimal, was "${flags}"`);
      return;
    }
    if (conditions.text !== null && conditions.text !== 'Regular') {
      tally.warn(`quotes with the condition ${conditions.text}, ${NOT_HELD}`, 1);
    }
    if (isSuspicious) {
      tally.warn(`quotes marked suspicious, ${NOT_HELD}`, 1);
    }
  }

  return {
    dataset: stocksQuotes,
    hasHeader: false,
    decode(text): DecodedLine {
      const line: LineProblem = { found: undefined };
      const fields = splitFields(text);
      if (fields?.length !== QUOTE_FIELDS) {
        return wrongFields(QUOTE_FIELDS, fields, symbol);
      }
      const [time, bidPrice, bidSize, askPrice, askSize, venue, flags, suspicious] = fields;
      const tsEventNs = readTickTime(line, time, context);
      const exchange = readTickExchange(line, venue, tally);
      const shared = { exchange, scale: PRICE_SCALE };
      const bid = readQuoteSide(
        line,
        { side: 'bid', price: bidPrice, size: bidSize, ...shared },
        tally,
      );
      const ask = readQuoteSide(
        line,
        { side: 'ask', price: askPrice, size: askSize, ...shared },
        tally,
      );
      countConditions(line, flags, readSuspicious(line, suspicious));
      const row: AnyRow = {
        ts_event_ns: tsEventNs,
        ts_recv_ns: tsEventNs,
        source: TICK_SOURCE,
        symbol,
        bid_px: bid.price,
        ask_px: ask.price,
        bid_sz: bid.size,
        ask_sz: ask.size,
        bid_exch: bid.exchange,
        ask_exch: ask.exchange,
        seq: null,
      };
      return { kind: 'event', row: unstorable(row, line), problem: line.found };
    },
  };
}
