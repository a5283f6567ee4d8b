export {
  flag,
  float64,
  int16,
  int32,
  int64,
  int8,
  nullable,
  text,
  timeNs,
  type Column,
  type ColumnRule,
  type ColumnType,
  type ColumnValue,
} from './column.js';
export {
  defineDataset,
  type AnyRow,
  type Dataset,
  type DatasetDeclaration,
  type Partitioning,
  type Recognition,
  type RepeatedGroup,
  type RowOf,
  type Tier,
} from './dataset.js';
export {
  bookColumns,
  BOOK_LEVELS,
  futuresMbp10,
  type FuturesBook,
} from './datasets/futures-mbp10.js';
export { futuresTrades, type FuturesTrade } from './datasets/futures-trades.js';
export { levelsSignals, type LevelSignal } from './datasets/levels-signals.js';
export {
  optionsGreeksSnapshots,
  type GreeksSnapshot,
} from './datasets/options-greeks-snapshots.js';
export {
  optionsTradesEnriched,
  type EnrichedOptionTrade,
} from './datasets/options-trades-enriched.js';
export { optionsTrades, type OptionTrade } from './datasets/options-trades.js';
export { stocksQuotes, type StockQuote } from './datasets/stocks-quotes.js';
export { stocksTrades, type StockTrade } from './datasets/stocks-trades.js';
export { SchemaError, type SchemaErrorCode } from './errors.js';
export { createDatasetRegistry, DATASETS, type DatasetRegistry } from './registry.js';
