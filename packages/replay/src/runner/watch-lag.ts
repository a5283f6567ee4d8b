import type { Clock } from '@assay/telemetry';
import type { Watched } from './life-parts.js';
import type { RunnerMetrics } from './runner-metrics.js';

const EVERY_MS = 2_000;
const NS_PER_MS = 1_000_000n;
const MS_PER_SECOND = 1_000;

/** Makes what tells the metrics how far an engine is behind, every two seconds at most. */
export function createLagWatch(
  clock: Clock,
  metrics: RunnerMetrics,
): (watched: Watched) => Promise<void> {
  let lookedMs = -EVERY_MS;
  let ahead = 0;
  return async ({ engine, plans, positions, ahead: aheadNow }) => {
    if (clock.monotonicMs() - lookedMs < EVERY_MS) {
      return;
    }
    lookedMs = clock.monotonicMs();
    metrics.engine(engine.counts);
    metrics.read('ahead', aheadNow - ahead);
    ahead = aheadNow;
    if (engine.lastTickNs !== undefined) {
      metrics.tickLag(Number((clock.nowNs() - engine.lastTickNs) / NS_PER_MS) / MS_PER_SECOND);
    }
    for (const { shard, log } of plans) {
      const read = positions.get(shard)?.sequence;
      // A log that is out of reach is waited for by its reader.
      const state = await log.state().catch(() => undefined);
      if (read !== undefined && state !== undefined) {
        metrics.behind(shard, Number(state.lastSequence - read));
      }
    }
  };
}
