import {
  createLevelEngine,
  engineFingerprint,
  restoreLevelEngine,
  type EngineConfig,
  type LevelEngine,
} from '@assay/signals';

/** Makes the engine that a runner drives. */
export interface EngineMaker {
  /** Names what the engine says: rows of another one are told apart by it. */
  readonly fingerprint: string;
  create(): LevelEngine;
  /** An engine in a state that one of the same fingerprint gave. */
  restore(state: Uint8Array): LevelEngine;
}

/** The level engine of a configuration. */
export function levelEngineMaker(config: EngineConfig): EngineMaker {
  return {
    fingerprint: engineFingerprint(config),
    create: () => createLevelEngine(config),
    restore: (state) => restoreLevelEngine(config, state),
  };
}
