import type { SeededRandom } from '@assay/testkit';
import { createLevelEngine, restoreLevelEngine } from '../../../src/engine/create-level-engine.js';
import type { EngineConfig } from '../../../src/config/engine-config.js';
import type { LevelEngine, LevelSnapshot } from '../../../src/engine/level-engine.js';
import { emptyWarmUp } from '../../../src/warm-up/make-warm-up.js';
import { logBatches, type Delivery } from '../../support/deliveries.js';
import { MINUTE } from './generated-market.js';

/** An engine with the session of a minute open. */
export function openEngine(config: EngineConfig): LevelEngine {
  const engine = createLevelEngine(config);
  engine.beginSession(MINUTE, { ...emptyWarmUp(), frontContract: 'ESZ5' });
  return engine;
}

/** Everything pushed, then the whole session in one advance. */
export function runAtOnce(config: EngineConfig, deliveries: readonly Delivery[]) {
  const engine = openEngine(config);
  logBatches(deliveries).forEach((batch) => engine.pushBatch(batch));
  const snapshots = engine.advance(MINUTE.endNs);
  return { snapshots, state: engine.snapshot(), counts: engine.counts };
}

/**
 * The same in an order and in batches made up, ticking as far as nothing that is still to come is needed, restored
 * from its own state now and then.
 */
export function runInPieces(
  config: EngineConfig,
  deliveries: readonly Delivery[],
  random: SeededRandom,
  isRestored: boolean,
) {
  let engine = openEngine(config);
  const snapshots: LevelSnapshot[] = [];
  const rest = displaced(deliveries, random);
  while (rest.length > 0) {
    const part = rest.splice(0, 1 + random.below(25));
    for (const batch of logBatches(part)) {
      if (engine.pushBatch(batch).missed.length > 0) throw new Error('expected no missed row');
    }
    const waited = rest.map(({ row }) => row['ts_event_ns'] as bigint);
    const least = waited.reduce((one, other) => (one < other ? one : other), MINUTE.endNs);
    if (random.chance(0.5) && least - 1n >= (engine.lastTickNs ?? MINUTE.startNs)) {
      snapshots.push(...engine.advance(least - 1n));
    }
    if (isRestored && random.chance(0.2)) engine = restoreLevelEngine(config, engine.snapshot());
  }
  snapshots.push(...engine.advance(MINUTE.endNs));
  return { snapshots, state: engine.snapshot(), counts: engine.counts };
}

/** Rows some places away from where they were. */
function displaced(deliveries: readonly Delivery[], random: SeededRandom): Delivery[] {
  return deliveries
    .map((delivery, index) => ({ delivery, place: index + random.below(30) }))
    .sort((one, other) => one.place - other.place)
    .map(({ delivery }) => delivery);
}

/** Snapshots as text, for comparisons that show what differs. */
export function textOf(snapshots: readonly LevelSnapshot[]): string[] {
  return snapshots.flatMap(({ rows }) =>
    rows.map((row) =>
      JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
    ),
  );
}
