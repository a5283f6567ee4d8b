import type { KeeperStatus } from '@assay/bronze';
import type { GoldKeeperStatus } from '@assay/gold';
import type { RunnerStatus } from '@assay/replay';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Logger, Metrics, Randomness } from '@assay/telemetry';
import type { ServiceConfig, ServicePlaces } from './config.js';
import type { ServiceVersion } from './version.js';

/** What the service is made of. */
export interface ServiceParts {
  readonly config: ServiceConfig['values'];
  readonly places: ServicePlaces;
  /** The lake. */
  readonly store: ObjectStore;
  /** Opens another place that the lake's files were moved to, by its URI. */
  openPlace(uri: string): Promise<ObjectStore>;
  /** Where files for it are built. */
  readonly stagingFolder: string;
  readonly demo: boolean;
  /** Take the embedded log over from an owner that cannot be asked. */
  readonly takeOver: boolean;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
  readonly metrics: Metrics;
  metricsText(): Promise<string>;
  readonly version: ServiceVersion;
}

/** How far a producer's run is stored. */
export interface RunState {
  /** Everything from ordinal 0 to here is stored; undefined while ordinal 0 is not. */
  readonly last: bigint | undefined;
  /** Every stored ordinal, as ranges with holes between them; both ends inclusive. */
  readonly stored: readonly { readonly from: bigint; readonly to: bigint }[];
}

/** Where one shard stands. */
export interface ShardStatus extends KeeperStatus {
  /**
   * Messages in the log that are not yet committed; undefined while the log cannot be asked, or another
   * process commits them.
   */
  readonly lagMessages: bigint | undefined;
  /** Why it is not active, or the log cannot be asked. */
  readonly problem?: string;
}

/** Where Bronze stands: all shards together since the service started, and each by name. */
export interface BronzeTotals {
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
  readonly batches: number;
  /** Undefined while some log cannot be asked. */
  readonly lagMessages: bigint | undefined;
  readonly shards: Readonly<Record<string, ShardStatus>>;
}

/** Where the signals of other producers stand. */
export interface GoldStatus extends Omit<GoldKeeperStatus, 'role'> {
  /** `failed`: it cannot go on; `problem` says why. */
  readonly role: GoldKeeperStatus['role'] | 'failed';
  /** As of a shard of Bronze. */
  readonly lagMessages: bigint | undefined;
}

/** Where a running service stands. */
export interface ServiceStatus extends BronzeTotals {
  /** The level engine; undefined where another process runs it. */
  readonly signals: RunnerStatus | undefined;
  /** Signals of other producers; undefined where another process stores them. */
  readonly gold: GoldStatus | undefined;
}
