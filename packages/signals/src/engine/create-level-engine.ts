import { checkConfig, type EngineConfig } from '../config/engine-config.js';
import { GridEngine } from './grid-engine.js';
import type { LevelEngine } from './level-engine.js';
import { readState } from './engine-state.js';

/** An engine that knows of nothing yet. Throws `BAD_CONFIG`. */
export function createLevelEngine(config: EngineConfig): LevelEngine {
  checkConfig(config);
  return new GridEngine(config);
}

/**
 * The engine whose `snapshot()` the bytes are: it goes on to the same bytes. Throws `BAD_STATE` for bytes of another
 * version or configuration, or of none.
 */
export function restoreLevelEngine(config: EngineConfig, bytes: Uint8Array): LevelEngine {
  checkConfig(config);
  const engine = new GridEngine(config);
  readState(config, bytes, engine);
  return engine;
}
