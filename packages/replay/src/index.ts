export type { LakeRunOptions } from './batch/lake-run-options.js';
export { ReplayError, type ReplayErrorCode } from './errors.js';
export type { HandedOver, HandOverOptions, ShardSource } from './hand-over/hand-over.js';
export { isBehind, type ShardPosition } from './hand-over/positions.js';
export type { RunnerGoldOptions, RunnerLog, SignalRunnerOptions } from './runner/runner-options.js';
export type { RunnerPhase, RunnerStatus, SignalRunner } from './runner/signal-runner.js';
