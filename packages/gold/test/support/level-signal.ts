import type { LevelSignal } from '@assay/schemas';

/** A row of `levels.signals.v1`: a level below the spot, defended. */
export function levelSignal(changed: Partial<LevelSignal> = {}): LevelSignal {
  return {
    ts_event_ns: 1_765_893_600_250_000_000n,
    ts_known_ns: 1_765_893_600_750_000_000n,
    underlying: 'SPY',
    producer: 'assay',
    ...{ spot: 600.25, bid: 600.24, ask: 600.26 },
    ...{ level_id: 'ROUND_600', level_kind: 'ROUND', level_price: 600 },
    ...{ direction: 'SUPPORT', distance: 0.25 },
    ...{ break_score_raw: 20, break_score_smooth: 21.5, signal: 'NEUTRAL', confidence: 'LOW' },
    ...{ barrier_state: 'WALL', barrier_delta_liq: 150, barrier_replenishment_ratio: 2.5 },
    ...{ barrier_added: 250, barrier_canceled: 60, barrier_filled: 40 },
    ...{ tape_imbalance: -0.2, tape_buy_vol: 40n, tape_sell_vol: 60n, tape_velocity: -0.01 },
    ...{ tape_sweep_detected: false, tape_sweep_direction: null, tape_sweep_notional: 0 },
    ...{ fuel_effect: 'NEUTRAL', fuel_net_dealer_gamma: null, fuel_call_wall: null },
    ...{ fuel_put_wall: null, fuel_hvl: null },
    ...{ runway_direction: 'DOWN', runway_next_level_id: 'ROUND_601' },
    ...{ runway_next_level_price: 601, runway_distance: 0.5, runway_quality: 'CLEAR' },
    note: null,
    ...changed,
  };
}
