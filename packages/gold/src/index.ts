export type {
  EngineBatch,
  EngineCommit,
  EngineDerivation,
  EngineGold,
  EngineGoldOptions,
  RestoredEngine,
  TickRows,
} from './engine/engine-gold.js';
export { DEFAULT_GOLD_LIMITS, type GoldLimits } from './limits.js';
