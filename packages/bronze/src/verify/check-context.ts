import type { Places } from '@assay/ledger';
import type { SessionPool } from '@assay/query';
import type { DatasetRegistry } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { FileFetcher } from './fetch-file.js';
import type { MovedShards } from './moved-shards.js';
import type { Findings } from './problem.js';

/** What checking files needs. */
export interface CheckContext {
  readonly store: ObjectStore;
  readonly places: Places;
  readonly movedShards: MovedShards;
  readonly registry: DatasetRegistry;
  readonly pool: SessionPool;
  readonly fetcher: FileFetcher;
  readonly findings: Findings;
  /** Whether files are looked at where seals say they are. */
  readonly followSeals: boolean;
  /** Called for each file that has been looked at. */
  readonly onFile: () => void;
}
