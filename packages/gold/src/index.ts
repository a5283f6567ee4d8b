export type {
  EngineBatch,
  EngineCommit,
  EngineDerivation,
  EngineGold,
  EngineGoldOptions,
  RestoredEngine,
  TickRows,
} from './engine/engine-gold.js';
export { openEngineGold } from './engine/open-engine-gold.js';
export { GoldError, type GoldErrorCode } from './errors.js';
export { DEFAULT_GOLD_LIMITS, type GoldLimits } from './limits.js';
export { createGoldKeeper } from './keeper/create-gold-keeper.js';
export type { GoldKeeper, GoldKeeperStatus, GoldRole } from './keeper/gold-keeper.js';
export { createGoldWriter } from './writer/create-gold-writer.js';
export type { GoldTotals, GoldWriter } from './writer/gold-writer.js';
export {
  DEFAULT_WRITER_LIMITS,
  type GoldWriterOptions,
  type WriterLimits,
} from './writer/writer-options.js';
export { createGoldReader } from './reader/create-gold-reader.js';
export type {
  DatasetRequest,
  DateRequest,
  GoldReader,
  GoldReaderOptions,
  LevelSignalsRequest,
} from './reader/gold-reader.js';
