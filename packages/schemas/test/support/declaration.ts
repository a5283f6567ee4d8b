import {
  defineDataset,
  float64,
  int32,
  text,
  timeNs,
  type Column,
  type Dataset,
  type DatasetDeclaration,
} from '../../src/index.js';

export const time = timeNs('ts_event_ns', 'when it happened');
export const symbol = text('symbol', 'the instrument');
export const price = float64('price', 'dollars');
export const size = int32('size', 'shares');

/** A dataset that is whole but for what the test changes. */
export function declare(changes: Partial<DatasetDeclaration<readonly Column[]>> = {}): Dataset {
  return defineDataset({
    id: 'bonds.trades.v1',
    describe: 'prints of bonds',
    tier: 'bronze',
    partition: { column: 'symbol', hourly: true },
    columns: [time, symbol, price, size],
    key: ['ts_event_ns', 'symbol'],
    crossOrder: 9,
    ...changes,
  });
}
