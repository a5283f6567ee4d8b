export type { LakeRunOptions } from './batch/lake-run-options.js';
export { runEngineOverLake } from './batch/run-engine-over-lake.js';
export { ReplayError, type ReplayErrorCode } from './errors.js';
export {
  handOver,
  type HandedOver,
  type HandOverOptions,
  type ShardSource,
} from './hand-over/hand-over.js';
export type { ReachedPosition } from './hand-over/plan-shard.js';
export { isBehind, type ShardPosition } from './hand-over/positions.js';
export { createSignalRunner, engineShard } from './runner/create-signal-runner.js';
export type { RunnerGoldOptions, SignalRunnerOptions } from './runner/runner-options.js';
export type { RunnerPhase, RunnerStatus, SignalRunner } from './runner/signal-runner.js';
export { engineInputs, type EngineInputs } from './session/engine-inputs.js';
export { readWarmUp, type WarmUpParts } from './warm-up/read-warm-up.js';
export { createLakeFiles, type LakeFiles } from './lake/lake-files.js';
