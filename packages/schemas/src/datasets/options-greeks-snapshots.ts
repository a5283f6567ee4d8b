import { float64, int32, nullable, text } from '../column.js';
import { defineDataset, type RowOf } from '../dataset.js';
import { optionSymbol, source, tsEventNs, underlying } from './common.js';

export const optionsGreeksSnapshots = defineDataset({
  id: 'options.greeks_snapshots.v1',
  describe: 'Greeks of option contracts; ts_event_ns is when the snapshot was available.',
  tier: 'bronze',
  subject: 'market.options.greeks',
  partition: { column: 'underlying', hourly: false },
  columns: [
    tsEventNs,
    source,
    underlying,
    optionSymbol,
    float64('delta', 'change of premium per dollar of the underlying'),
    float64('gamma', 'change of delta per dollar of the underlying'),
    float64('theta', 'change of premium per day'),
    float64('vega', 'change of premium per point of volatility'),
    nullable(float64('implied_volatility', 'per year, 0.2 = 20 %')),
    nullable(int32('open_interest', 'contracts open', { min: 0 })),
    nullable(text('snapshot_id', 'names the snapshot among those of one instant')),
  ],
  key: ['source', 'ts_event_ns', 'option_symbol', 'snapshot_id'],
  crossOrder: 3,
  recognition: { present: ['underlying', 'option_symbol', 'delta', 'gamma'] },
});

/** One row of `options.greeks_snapshots.v1`. */
export type GreeksSnapshot = RowOf<typeof optionsGreeksSnapshots>;
