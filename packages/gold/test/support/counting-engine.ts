import type { LevelSignal } from '@assay/schemas';
import type { Derivation } from '@assay/schemas';
import { openEngineGold, type EngineGold, type EngineGoldOptions } from '../../src/index.js';
import { levelSignal } from './level-signal.js';

export const FIRST_TICK = 1_765_893_599_000_000_000n;
export const TICK_NS = 250_000_000n;

/** What the engine of these tests computes at its n-th instant: one to three levels. */
export function tickRows(tick: number, changed: Partial<LevelSignal> = {}): LevelSignal[] {
  const tsEventNs = FIRST_TICK + BigInt(tick) * TICK_NS;
  return Array.from({ length: 1 + (tick % 3) }, (_, level) =>
    levelSignal({
      ts_event_ns: tsEventNs,
      ts_known_ns: tsEventNs + 500_000_000n,
      level_id: `ROUND_${600 + level}`,
      level_price: 600 + level,
      break_score_raw: tick,
      ...changed,
    }),
  );
}

/** An engine whose state is how many instants it has computed, three to a batch. */
export async function runEngine(
  options: EngineGoldOptions,
  upTo: number,
  onOpen: (gold: EngineGold) => void = () => undefined,
): Promise<Derivation | undefined> {
  const gold = await openEngineGold(options);
  let last: Derivation | undefined;
  try {
    onOpen(gold);
    const { restored, previous } = gold;
    let next = restored === undefined ? 0 : Number(Buffer.from(restored.state).toString('utf8'));
    if (previous !== undefined) {
      next = Number((previous.last_tick_ns - FIRST_TICK) / TICK_NS) + 1;
    }
    while (next < upTo) {
      const ticks = [next, next + 1, next + 2];
      next += 3;
      const snapshots = ticks.map((tick) => {
        const rows = tickRows(tick);
        return { tsEventNs: rows[0].ts_event_ns, rows };
      });
      const committed = await gold.commit({
        snapshots,
        derivation: {
          last_tick_ns: FIRST_TICK + BigInt(next - 1) * TICK_NS,
          inputs: [{ shard: 'market', epoch: 1, seq: BigInt(next * 10) }],
          warm_up: null,
          missed: [],
        },
        state: Buffer.from(String(next), 'utf8'),
      });
      last = committed.derivation;
    }
    return last;
  } finally {
    await gold.close();
  }
}
