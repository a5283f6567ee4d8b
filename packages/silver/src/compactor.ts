import type { Dataset } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';
import type { HourResult } from './hour-result.js';
import type { GarbageItem, HourStatus } from './hour-status.js';

/** How to open a compactor. */
export interface CompactorOptions {
  readonly store: ObjectStore;
  /** Opens the lakes that seals name. By default folders alone can be followed. */
  readonly openPlace?: (uri: string) => Promise<ObjectStore>;
  /** Where hours are built: `lakeStagingFolder` of the lake. */
  readonly stagingFolder: string;
  /** Threads of all hours together (default: the cores there are). No byte depends on it. */
  readonly threads?: number;
  /** Bytes that the engines of all hours may hold together before they spill (default 1 GiB). */
  readonly memoryLimitBytes?: number;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly failpoint?: Failpoint;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
}

/** How far a call has come: told after every hour. */
export interface CompactionProgress {
  /** Hours, and days that failed as a whole. */
  readonly done: number;
  /** Hours of this call: of days that are planned as they are, of others as Bronze's logs name them. */
  readonly total: number;
  /** The day under way, from 1 on. */
  readonly day: number;
  readonly days: number;
  readonly last: HourResult | undefined;
}

/** What every compacting call may be told. */
export interface CompactOptions {
  /** One partition value alone: a symbol or an underlying. */
  readonly partition?: string;
  /** Rebuilds hours that are as they should be; `FROZEN` where Bronze's files were retired. */
  readonly force?: boolean;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** Equal rows of a foreign producer that carry no `seq` become one (default: they are kept). */
  readonly collapseAmbiguous?: boolean;
  /** Greatest age of a greeks snapshot that a trade is joined with (default 10 s). */
  readonly toleranceNs?: bigint;
  /**
   * Whether the digest of every Silver file is taken that has the recorded size (default: of one date, not
   * of all). Without it, a file that was changed behind Silver's back and kept its size is found by its
   * readers alone. After a crash the size is never enough, and the digest is taken.
   */
  readonly digests?: boolean;
  readonly onProgress?: (progress: CompactionProgress) => void;
  /** Ends the call between two hours (`CompactionStopped`): those under way are finished first. */
  readonly signal?: AbortSignal;
}

/** Which dates; both ends inclusive, all of Bronze's when absent. */
export interface DateRange {
  readonly start?: string;
  readonly end?: string;
}

/** What `status` is asked for. */
export interface StatusRequest extends DateRange {
  readonly dataset?: Dataset;
  readonly partition?: string;
  /** As of `CompactOptions` (default: false). */
  readonly digests?: boolean;
}

/**
 * Makes Silver of Bronze, an hour at a time. Every call throws `CompactionFailed` when hours or days failed,
 * after the others were done, `CompactionStopped` when a signal left some, and `NO_DATA` when Bronze holds nothing of what it names.
 */
export interface Compactor extends AsyncDisposable {
  /** Compacts one dataset's UTC date. */
  compactDate(
    date: string,
    request: CompactOptions & { readonly dataset: Dataset },
  ): Promise<HourResult[]>;
  /** Compacts one UTC date of every dataset that Silver keeps. */
  compactAllSchemas(date: string, options?: CompactOptions): Promise<HourResult[]>;
  /** Compacts every UTC date that Bronze holds of a dataset. */
  compactAllDates(dataset: Dataset, options?: CompactOptions & DateRange): Promise<HourResult[]>;
  /** How Silver stands to Bronze, hour by hour. Changes nothing. */
  status(request?: StatusRequest): Promise<HourStatus[]>;
  /** What killed compactions left. With `remove`, what is certainly nobody's is removed. */
  collectGarbage(options?: { readonly remove?: boolean }): Promise<GarbageItem[]>;
  close(): Promise<void>;
}
