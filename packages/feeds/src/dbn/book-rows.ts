import type { AnyRow } from '@assay/schemas';
import { BOOK_LEVELS, bookRow, createBookLevels } from '../book-row.js';
import { note, readLevelPrice, readLevelSize, readSequence, type Draft } from './draft.js';
import { FLAG_SNAPSHOT, LEVEL_AT, LEVEL_BYTES, MARKET_AT } from './layout.js';

const scratch = createBookLevels();

/**
 * A row of `futures.mbp10.v1`: the book after the update, or before the trade for tbbo. Columns
 * beyond the levels of the record are absent, and `depth` tells that they were never sent.
 */
export function futuresBookRow(draft: Draft): AnyRow {
  readLevels(draft);
  const head = {
    tsEventNs: draft.tsEventNs,
    tsRecvNs: draft.tsRecvNs,
    source: draft.source,
    symbol: draft.symbol,
    isSnapshot: (draft.view.getUint8(draft.offset + draft.at.flags) & FLAG_SNAPSHOT) !== 0,
    seq: readSequence(draft),
    depth: draft.levels === BOOK_LEVELS ? null : draft.levels,
  };
  return bookRow(head, scratch);
}

function readLevels(draft: Draft): void {
  const { bidPrices, bidSizes, askPrices, askSizes } = scratch;
  for (let level = 0; level < BOOK_LEVELS; level += 1) {
    const at = MARKET_AT.length + level * LEVEL_BYTES;
    const present = level < draft.levels;
    const bid = present ? readLevelPrice(draft, at + LEVEL_AT.bidPrice) : null;
    const ask = present ? readLevelPrice(draft, at + LEVEL_AT.askPrice) : null;
    const bidSize = present ? readLevelSize(draft, at + LEVEL_AT.bidSize, bid) : 0;
    const askSize = present ? readLevelSize(draft, at + LEVEL_AT.askSize, ask) : 0;
    // A spread may cost 0; nothing offered at 0 is an absent level.
    bidPrices[level] = bid === 0 && bidSize === 0 ? null : bid;
    askPrices[level] = ask === 0 && askSize === 0 ? null : ask;
    bidSizes[level] = bidSize;
    askSizes[level] = askSize;
  }
}

/**
 * A row of `stocks.quotes.v1`: the best level of the book. Deeper levels are counted as dropped.
 * The participant codes stay NULL, as for trades.
 */
export function stockQuoteRow(draft: Draft): AnyRow {
  const bid = readQuotePrice(draft, MARKET_AT.length + LEVEL_AT.bidPrice);
  const ask = readQuotePrice(draft, MARKET_AT.length + LEVEL_AT.askPrice);
  for (let level = 1; level < draft.levels; level += 1) {
    const at = MARKET_AT.length + level * LEVEL_BYTES;
    const bidBelow = readLevelPrice(draft, at + LEVEL_AT.bidPrice);
    const askAbove = readLevelPrice(draft, at + LEVEL_AT.askPrice);
    draft.droppedLevels += bidBelow === null && askAbove === null ? 0 : 1;
  }
  return {
    ts_event_ns: draft.tsEventNs,
    ts_recv_ns: draft.tsRecvNs,
    source: draft.source,
    symbol: draft.symbol,
    bid_px: bid,
    ask_px: ask,
    bid_sz: readLevelSize(draft, MARKET_AT.length + LEVEL_AT.bidSize, bid),
    ask_sz: readLevelSize(draft, MARKET_AT.length + LEVEL_AT.askSize, ask),
    bid_exch: null,
    ask_exch: null,
    seq: readSequence(draft),
  };
}

/** A stock costs more than 0: a price of 0 is an absent side. */
function readQuotePrice(draft: Draft, at: number): number | null {
  const price = readLevelPrice(draft, at);
  if (price !== null && price < 0) {
    note(draft, 'PRICE_OUT_OF_RANGE', `quote: expected a price above 0, was ${price}`);
  }
  return price === 0 ? null : price;
}
