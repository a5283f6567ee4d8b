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
