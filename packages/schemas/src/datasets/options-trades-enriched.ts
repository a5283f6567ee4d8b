import { float64, int64, nullable, text } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import { optionTradeColumns, optionTradeKey } from './options-trades.js';

export const optionsTradesEnriched = defineDataset({
  id: 'options.trades_enriched.v1',
  describe: 'Option prints with the greeks known when they traded (backward as-of join).',
  tier: 'silver',
  partition: { column: 'underlying', hourly: true },
  columns: [
    ...optionTradeColumns,
    nullable(text('greeks_snapshot_id', 'the snapshot the greeks come from')),
    nullable(float64('delta', 'delta of the snapshot')),
    nullable(float64('gamma', 'gamma of the snapshot')),
    nullable(float64('delta_notional', 'delta × size × 100')),
    nullable(float64('gamma_notional', 'gamma × size × 100')),
    nullable(int64('join_age_ms', 'age of the snapshot at the trade, in milliseconds')),
  ],
  key: optionTradeKey,
  crossOrder: 4,
});

/** One row of `options.trades_enriched.v1`. */
export type EnrichedOptionTrade = RowOf<typeof optionsTradesEnriched>;
