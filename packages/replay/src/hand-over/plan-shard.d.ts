import { type EventLog, type MessageMark } from '@assay/bus';
import type { LedgerFold } from '@assay/ledger';
import type { ShardPosition } from './positions.js';
/** A position that a reader has reached, and what it knows of the log there. */
export interface ReachedPosition extends ShardPosition {
  /** `created` of the log that it was read from; undefined where nobody remembers. */
  readonly created?: string | undefined;
  /** The message there. */
  readonly mark?: MessageMark | undefined;
}
/** Where one shard's rows come from. */
export interface ShardPlan {
  readonly shard: string;
  readonly log: EventLog;
  /** The epoch, and the incarnation of the log, that live messages count in. */
  readonly epoch: number;
  readonly created: string;
  /** What Bronze stores is given up to here; undefined: nothing of Bronze is needed. */
  readonly stored: ShardPosition | undefined;
  /** Rows of Bronze behind here; undefined: from its beginning. */
  readonly after: ShardPosition | undefined;
  /** The first message of the log that is read. */
  readonly liveFrom: bigint;
  /** Messages that neither Bronze nor the log holds, both ends included; undefined for none. */
  readonly missing:
    | {
        readonly from: bigint;
        readonly to: bigint;
      }
    | undefined;
}
/**
 * A plan, or why there can be none from this position: what was read up to there is not what the lake holds, so
 * that whoever came that far has to begin anew.
 */
export type ShardDecision =
  | {
      readonly plan: ShardPlan;
      readonly lost?: undefined;
    }
  | {
      readonly plan?: undefined;
      readonly lost: string;
    };
/** A shard and its log, and how its commit log in Bronze is read now. */
export interface PlannedSource {
  readonly shard: string;
  readonly log: EventLog;
  /** Undefined, or a fold without an epoch: Bronze stores nothing of it yet. */
  readonly readFold: () => Promise<LedgerFold | undefined>;
}
/**
 * Fixes where Bronze ends and the log begins. What the log still holds is read from it; what it let go of comes
 * from Bronze, up to what Bronze has committed by now. Throws `LINEAGE_CHANGED` (retryable) while the log is
 * another one than Bronze knows.
 */
export declare function planShard(
  { shard, log, readFold }: PlannedSource,
  from: ReachedPosition | undefined,
): Promise<ShardDecision>;
/** What ends a reading of a log, as this package says it. */
export declare function asReplayError(shard: string, error: unknown): unknown;
//# sourceMappingURL=plan-shard.d.ts.map
