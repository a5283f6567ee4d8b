import type { AnyRow } from '@assay/schemas';
import type { Tally } from '../../tally.js';
import { note, readLevelPrice, readNeededSize, readSequence, type Draft } from '../draft.js';
import { AT, LEVEL_AT, MARKET_AT, WITHOUT_SEQUENCE } from '../layout.js';
import { readAggressor, readTradePrice } from '../trade-rows.js';
import type { Contracts, OptionContract } from './contracts.js';

/**
 * Makes rows of `options.trades.v1`. OPRA names no aggressor: side N, 0. Where the record carries a
 * quote it is the best one before the trade. DBN carries no conditions of OPRA.
 */
export function createOptionTradeRow(contracts: Contracts, tally: Tally): (draft: Draft) => AnyRow {
  return (draft) => {
    const contract = contractOf(contracts, draft);
    if (contract?.isAdjusted === true) {
      tally.warn('prints of adjusted series (a root with a digit), whose contract is special', 1);
    }
    const price = readTradePrice(draft);
    if (price !== null && price < 0) {
      note(draft, 'PRICE_OUT_OF_RANGE', `price: expected a price of 0 or more, was ${price}`);
    }
    const recordType = draft.view.getUint8(draft.offset + AT.recordType);
    return {
      ts_event_ns: draft.tsEventNs,
      ts_recv_ns: draft.tsRecvNs,
      source: draft.source,
      underlying: contract?.underlying ?? null,
      option_symbol: draft.symbol,
      exp_date: contract?.expDate ?? null,
      strike: contract?.strike ?? null,
      right: contract?.right ?? null,
      price,
      size: readNeededSize(draft),
      opt_bid: quotePrice(draft, LEVEL_AT.bidPrice),
      opt_ask: quotePrice(draft, LEVEL_AT.askPrice),
      aggressor: readAggressor(draft),
      seq: WITHOUT_SEQUENCE.has(recordType) ? null : readSequence(draft),
      conditions: null,
    };
  };
}

function contractOf(contracts: Contracts, draft: Draft): OptionContract | undefined {
  if (draft.symbol === null) {
    return undefined;
  }
  const contract = contracts.find(draft.symbol);
  if ('code' in contract) {
    note(draft, contract.code, contract.detail);
    return undefined;
  }
  return contract;
}

/** A side of the quote; a price of 0 is an absent side. */
function quotePrice(draft: Draft, at: number): number | null {
  if (draft.levels === 0) {
    return null;
  }
  const price = readLevelPrice(draft, MARKET_AT.length + at);
  return price === 0 ? null : price;
}
