import type { Metrics } from '@assay/telemetry';

/** What the keeper of a shard counts. */
export interface KeeperMetrics {
  active(isActive: boolean): void;
  restarted(reason: string): void;
}

export function createKeeperMetrics(metrics: Metrics, shard: string): KeeperMetrics {
  const active = metrics.gauge({
    name: 'assay_gold_shard_active',
    help: '1 while this process stores the messages of the shard, 0 while it stands by or recovers.',
    labels: ['shard'],
  });
  const restarts = metrics.counter({
    name: 'assay_gold_writer_restarts_total',
    help: 'Writers of messages that ended and were followed by another, by the error they ended of.',
    labels: ['shard', 'reason'],
  });
  return {
    active: (isActive) => active.set(isActive ? 1 : 0, { shard }),
    restarted: (reason) => restarts.add(1, { shard, reason }),
  };
}
