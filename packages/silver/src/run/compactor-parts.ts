import type { Places } from '@assay/ledger';
import type { ObjectStore, Staging } from '@assay/storage';
import type { Clock, Failpoint, Logger } from '@assay/telemetry';
import type { Planner } from '../plan/plan-date.js';
import type { CompactionMetrics } from './compaction-metrics.js';

/** What every step of a compactor stands on. */
export interface CompactorParts extends Planner {
  readonly store: ObjectStore;
  readonly places: Places;
  readonly staging: Staging;
  /** Random identity of this compactor in the catalog. */
  readonly writer: string;
  readonly threads: number;
  readonly memoryLimitBytes: number;
  readonly stagingFolder: string;
  readonly clock: Clock;
  readonly failpoint: Failpoint;
  readonly logger: Logger;
  readonly metrics: CompactionMetrics;
}
