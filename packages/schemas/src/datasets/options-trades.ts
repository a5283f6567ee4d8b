import { float64, int32, int8, nullable, text } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import {
  conditions,
  optionSymbol,
  seq,
  source,
  tsEventNs,
  tsRecvNs,
  underlying,
} from './common.js';

/** Columns of an option print, shared by Bronze and the enriched Silver dataset. */
export const optionTradeColumns = [
  tsEventNs,
  tsRecvNs,
  source,
  underlying,
  optionSymbol,
  text('exp_date', 'expiry, YYYY-MM-DD', { date: true }),
  float64('strike', 'strike price, in dollars', { above: 0 }),
  text('right', 'C call, P put', { oneOf: ['C', 'P'] }),
  float64('price', 'premium, in dollars', { min: 0 }),
  int32('size', 'contracts', { min: 1 }),
  nullable(float64('opt_bid', 'best bid of the option when it traded')),
  nullable(float64('opt_ask', 'best offer of the option when it traded')),
  int8('aggressor', '+1 buyer, -1 seller, 0 mid or unknown', { oneOf: [-1, 0, 1] }),
  seq,
  conditions,
] as const;

export const optionTradeKey = [
  'source',
  'ts_event_ns',
  'option_symbol',
  'price',
  'size',
  'seq',
] as const;

export const optionsTrades = defineDataset({
  id: 'options.trades.v1',
  describe: 'Prints of listed options.',
  tier: 'bronze',
  subject: 'market.options.trades',
  partition: { column: 'underlying', hourly: true },
  columns: optionTradeColumns,
  key: optionTradeKey,
  crossOrder: 4,
  recognition: { present: ['underlying', 'option_symbol'], absent: ['gamma'] },
});

/** One row of `options.trades.v1`. */
export type OptionTrade = RowOf<typeof optionsTrades>;
