import type { OpenPlace } from '@assay/ledger';
import type { QueryOptions } from '@assay/query';
import type { EngineConfig } from '@assay/signals';
import type { ObjectStore } from '@assay/storage';
import type { Logger } from '@assay/telemetry';

/** One session of stored rows through an engine. */
export interface LakeRunOptions {
  readonly store: ObjectStore;
  readonly openPlace?: OpenPlace;
  readonly config: EngineConfig;
  /** The trading date, `YYYY-MM-DD`. */
  readonly session: string;
  /** Ends before this instant of the session (int64 ns; default: at its end). */
  readonly endNs?: bigint;
  readonly query?: QueryOptions;
  readonly logger?: Logger;
}
