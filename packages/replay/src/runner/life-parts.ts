import type { DatasetRegistry } from '@assay/schemas';
import type { LevelEngine } from '@assay/signals';
import type { Clock, Failpoint, Logger, Metrics } from '@assay/telemetry';
import type { ReachedPosition, ShardPlan } from '../hand-over/plan-shard.js';
import type { KnownSessions } from '../session/known-sessions.js';
import type { EngineMaker } from './engine-maker.js';
import type { RunnerMetrics } from './runner-metrics.js';
import type { SignalRunnerOptions } from './runner-options.js';
import type { RunnerStatus } from './signal-runner.js';

/** What an operator may look at. */
export interface Watched {
  readonly engine: LevelEngine;
  readonly plans: readonly ShardPlan[];
  readonly positions: ReadonlyMap<string, ReachedPosition>;
  /** Rows whose times were not believed, so far. */
  readonly ahead: number;
}

/** What one life of a runner stands on. */
export interface LifeParts {
  readonly options: SignalRunnerOptions;
  readonly maker: EngineMaker;
  readonly underlying: string;
  /** The engine's shard of Gold, which is its name as a reader of logs too. */
  readonly shard: string;
  readonly registry: DatasetRegistry;
  readonly sessions: KnownSessions;
  readonly liveAllowanceMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metricsOf: Metrics;
  readonly metrics: RunnerMetrics;
  readonly failpoint: Failpoint;
  /** Comes when the runner is to end. */
  readonly stopped: AbortSignal;
  /** Called once reading begins. */
  readonly started: () => void;
  /** Changes of the status; `rowsRead` is what was read since. */
  readonly tell: (change: Partial<RunnerStatus>) => void;
  /** Asked to look, ten times a second. */
  readonly watch: (watched: Watched) => Promise<void>;
}
