import type { BronzeStatus } from '@assay/bronze';
import type { Clock, Logger, Metrics } from '@assay/telemetry';
import type { ServiceConfig, ServicePlaces } from './config.js';
import type { ServiceVersion } from './version.js';

/** What the service is made of. */
export interface ServiceParts {
  readonly config: ServiceConfig['values'];
  readonly places: ServicePlaces;
  readonly demo: boolean;
  /** Take the embedded log over from an owner that cannot be asked. */
  readonly takeOver: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  metricsText(): Promise<string>;
  readonly version: ServiceVersion;
}

/** Where one shard stands. */
export interface ShardStatus extends BronzeStatus {
  /** Messages in the log that are not yet committed. */
  readonly lagMessages: bigint;
}

/** Where a running service stands: all shards together since it started, and each by name. */
export interface ServiceStatus {
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
  readonly batches: number;
  readonly lagMessages: bigint;
  readonly shards: Readonly<Record<string, ShardStatus>>;
}
