export {
  ES_CONFIG,
  SPY_CONFIG,
  underlyingName,
  type EngineConfig,
  type Proxy,
  type Underlying,
} from './config/engine-config.js';
export { ES_PARAMETERS, SPY_PARAMETERS, type LevelParameters } from './config/level-parameters.js';
export { createLevelEngine, restoreLevelEngine } from './engine/create-level-engine.js';
export { ENGINE_VERSION, engineFingerprint } from './engine/fingerprint.js';
export type {
  EngineCounts,
  LevelEngine,
  LevelSnapshot,
  PushOutcome,
} from './engine/level-engine.js';
export { SignalsError, type SignalsErrorCode } from './errors.js';
export type {
  EventBatch,
  EventColumn,
  EventOrigin,
  IntegerColumn,
  NumberColumn,
  TextColumn,
} from './events/event-batch.js';
export { alwaysSessions } from './session/always-sessions.js';
export type { EngineSession } from './session/engine-session.js';
export type { EngineSessions } from './session/engine-sessions.js';
export { exchangeSessions } from './session/exchange-sessions.js';
export { sessionsOf } from './session/sessions-of.js';
export { AggressorRule, type Aggressor } from './tape/aggressor-rule.js';
export { createWarmUp, type WarmUpBuilder, type WarmUpCounts } from './warm-up/create-warm-up.js';
export { emptyWarmUp } from './warm-up/make-warm-up.js';
export type { WarmUpNeed } from './warm-up/warm-up-needs.js';
export type { WarmUp } from './warm-up/warm-up.js';
