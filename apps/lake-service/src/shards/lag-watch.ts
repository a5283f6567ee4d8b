import { BusError } from '@assay/bus';
import type { Metrics } from '@assay/telemetry';
import type { Shard } from './service-log.js';

/** How far a shard is behind its log. */
export interface ShardLag {
  /** Messages that are not yet committed; undefined where that is not known here. */
  readonly lagMessages: bigint | undefined;
  /** Why the log cannot be asked. */
  readonly problem?: string;
}

/** Tells the metrics, and whoever asks, how far the shards of a tier are behind their logs. */
export type LagWatch = (
  shard: Shard,
  status: { readonly role: string; readonly committedTo: bigint | undefined },
) => Promise<ShardLag>;

/** @param tier part of the metric's name: `assay_<tier>_lag_messages` */
export function createLagWatch(metrics: Metrics, tier: 'bronze' | 'gold'): LagWatch {
  const gauge = metrics.gauge({
    name: `assay_${tier}_lag_messages`,
    help: 'Messages in the log that are not yet committed.',
    labels: ['shard'],
  });
  return async ({ name, log }, { role, committedTo }) => {
    if (role === 'standby') {
      // What is not committed is the owner's to tell.
      gauge.set(0, { shard: name });
    }
    if (role === 'standby' || committedTo === undefined) {
      return { lagMessages: undefined };
    }
    try {
      const lagMessages = (await log.state()).lastSequence - committedTo;
      gauge.set(Number(lagMessages), { shard: name });
      return { lagMessages };
    } catch (error) {
      // A log that is out of reach is no failure of the service: it goes on when the log is back.
      if (!(error instanceof BusError)) {
        throw error;
      }
      return { lagMessages: undefined, problem: error.message };
    }
  };
}
