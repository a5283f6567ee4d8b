import type { OutgoingMessage } from '@assay/bus';
import type { GoldLimits } from '@assay/gold';
import type { OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { EngineConfig } from '@assay/signals';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';
import type { ShardSource } from '../hand-over/hand-over.js';

/** How Gold stores what the engine says. */
export interface RunnerGoldOptions {
  /** Local folder for files being built. */
  readonly stagingFolder: string;
  readonly limits?: Partial<GoldLimits>;
}

/** How to run a level engine over live logs. */
export interface SignalRunnerOptions {
  readonly config: EngineConfig;
  /** The lake: Bronze is read from it, Gold is written to it. */
  readonly store: ObjectStore;
  readonly openPlace?: OpenPlace;
  readonly logs: readonly ShardSource[];
  readonly gold: RunnerGoldOptions;
  /** How long a tick waits for silent inputs once one of them has shown it (default 2,000). */
  readonly liveAllowanceMs?: number;
  /** Sends a tick that is stored to whoever listens; resolves when that is durable. Default: nobody. */
  readonly publish?: (message: OutgoingMessage) => Promise<unknown>;
  readonly registry?: DatasetRegistry;
  readonly query?: QueryOptions;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly failpoint?: Failpoint;
  /** Ends it as `stop` does. */
  readonly signal?: AbortSignal;
}
