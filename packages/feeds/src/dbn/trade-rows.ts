import type { AnyRow } from '@assay/schemas';
import { note, readNeededPrice, readNeededSize, readSequence, type Draft } from './draft.js';
import { ACTION_TRADE, SIDE_ASK, SIDE_BID, SIDE_NONE } from './layout.js';

/** A row of `futures.trades.v1`. The side of a trade is its aggressor's. */
export function futuresTradeRow(draft: Draft): AnyRow {
  return {
    ts_event_ns: draft.tsEventNs,
    ts_recv_ns: draft.tsRecvNs,
    source: draft.source,
    symbol: draft.symbol,
    price: readTradePrice(draft),
    size: readNeededSize(draft),
    aggressor: readAggressor(draft),
    exchange: draft.venue,
    seq: readSequence(draft),
  };
}

/**
 * A row of `stocks.trades.v1`. DBN carries no sale conditions; `exchange` stays NULL, since a
 * venue's direct feed (`XNAS.ITCH`) states no SIP participant code: its `source` says where it
 * traded.
 */
export function stockTradeRow(draft: Draft): AnyRow {
  const price = readTradePrice(draft);
  if (price !== null && price <= 0) {
    note(draft, 'PRICE_OUT_OF_RANGE', `price: expected a price above 0, was ${price}`);
  }
  return {
    ts_event_ns: draft.tsEventNs,
    ts_recv_ns: draft.tsRecvNs,
    source: draft.source,
    symbol: draft.symbol,
    price,
    size: readNeededSize(draft),
    exchange: null,
    seq: readSequence(draft),
    conditions: null,
  };
}

/** +1 buyer, −1 seller, 0 where the venue does not say; null with a problem for any other side. */
export function readAggressor(draft: Draft): number | null {
  const side = draft.view.getUint8(draft.offset + draft.at.side);
  switch (side) {
    case SIDE_BID:
      return 1;
    case SIDE_ASK:
      return -1;
    case SIDE_NONE:
      return 0;
    default:
      note(draft, 'UNKNOWN_SIDE', `side: expected A, B or N, was ${letter(side)}`);
      return null;
  }
}

/** The price of a print, or null with a problem: only an action T is a print. */
export function readTradePrice(draft: Draft): number | null {
  const action = draft.view.getUint8(draft.offset + draft.at.action);
  if (action !== ACTION_TRADE) {
    note(draft, 'UNKNOWN_ACTION', `action of a trade: expected T, was ${letter(action)}`);
    return null;
  }
  return readNeededPrice(draft);
}

function letter(code: number): string {
  return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : `byte ${code}`;
}
