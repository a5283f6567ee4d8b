import type { AnyRow } from '@assay/schemas';
import { note, readLevelPrice, readLevelSize, type Draft } from './draft.js';
import { AT, FLAG_SNAPSHOT, LEVEL_AT, LEVEL_BYTES } from './layout.js';

const BOOK_LEVELS = 10;

// Scratch of one row, level by level.
const bidPrices = new Array<number | null>(BOOK_LEVELS).fill(null);
const askPrices = new Array<number | null>(BOOK_LEVELS).fill(null);
const bidSizes = new Array<number>(BOOK_LEVELS).fill(0);
const askSizes = new Array<number>(BOOK_LEVELS).fill(0);

/**
 * A row of `futures.mbp10.v1`: the book after the update, or before the trade for tbbo. Columns
 * beyond the levels of the record are absent, and `depth` tells that they were never sent. The row
 * is one literal because assigning its columns by name takes three times as long.
 */
export function futuresBookRow(draft: Draft): AnyRow {
  readLevels(draft);
  return {
    ts_event_ns: draft.tsEventNs,
    ts_recv_ns: draft.tsRecvNs,
    source: draft.source,
    symbol: draft.symbol,
    is_snapshot: (draft.view.getUint8(draft.offset + AT.flags) & FLAG_SNAPSHOT) !== 0,
    seq: BigInt(draft.view.getUint32(draft.offset + AT.sequence, true)),
    bid_px_1: bidPrices[0],
    bid_sz_1: bidSizes[0],
    ask_px_1: askPrices[0],
    ask_sz_1: askSizes[0],
    bid_px_2: bidPrices[1],
    bid_sz_2: bidSizes[1],
    ask_px_2: askPrices[1],
    ask_sz_2: askSizes[1],
    bid_px_3: bidPrices[2],
    bid_sz_3: bidSizes[2],
    ask_px_3: askPrices[2],
    ask_sz_3: askSizes[2],
    bid_px_4: bidPrices[3],
    bid_sz_4: bidSizes[3],
    ask_px_4: askPrices[3],
    ask_sz_4: askSizes[3],
    bid_px_5: bidPrices[4],
    bid_sz_5: bidSizes[4],
    ask_px_5: askPrices[4],
    ask_sz_5: askSizes[4],
    bid_px_6: bidPrices[5],
    bid_sz_6: bidSizes[5],
    ask_px_6: askPrices[5],
    ask_sz_6: askSizes[5],
    bid_px_7: bidPrices[6],
    bid_sz_7: bidSizes[6],
    ask_px_7: askPrices[6],
    ask_sz_7: askSizes[6],
    bid_px_8: bidPrices[7],
    bid_sz_8: bidSizes[7],
    ask_px_8: askPrices[7],
    ask_sz_8: askSizes[7],
    bid_px_9: bidPrices[8],
    bid_sz_9: bidSizes[8],
    ask_px_9: askPrices[8],
    ask_sz_9: askSizes[8],
    bid_px_10: bidPrices[9],
    bid_sz_10: bidSizes[9],
    ask_px_10: askPrices[9],
    ask_sz_10: askSizes[9],
    depth: draft.levels === BOOK_LEVELS ? null : draft.levels,
  };
}

function readLevels(draft: Draft): void {
  for (let level = 0; level < BOOK_LEVELS; level += 1) {
    const at = AT.levels + level * LEVEL_BYTES;
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
  const bid = readQuotePrice(draft, AT.levels + LEVEL_AT.bidPrice);
  const ask = readQuotePrice(draft, AT.levels + LEVEL_AT.askPrice);
  for (let level = 1; level < draft.levels; level += 1) {
    const at = AT.levels + level * LEVEL_BYTES;
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
    bid_sz: readLevelSize(draft, AT.levels + LEVEL_AT.bidSize, bid),
    ask_sz: readLevelSize(draft, AT.levels + LEVEL_AT.askSize, ask),
    bid_exch: null,
    ask_exch: null,
    seq: BigInt(draft.view.getUint32(draft.offset + AT.sequence, true)),
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
