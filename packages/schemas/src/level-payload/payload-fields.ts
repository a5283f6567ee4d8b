import type { LevelSignal } from '../datasets/levels-signals.js';

/** Names of the members that lead to a value. */
export type FieldPath = readonly string[];

/** Where a tick's payload holds what all its rows share. */
export const TICK_FIELDS = [
  ['ts_event_ns', ['ts_event_ns']],
  ['ts_known_ns', ['ts_known_ns']],
  ['underlying', ['underlying']],
  ['producer', ['producer']],
  ['spot', ['spy', 'spot']],
  ['bid', ['spy', 'bid']],
  ['ask', ['spy', 'ask']],
] as const satisfies readonly (readonly [keyof LevelSignal, FieldPath])[];

/** Where one of its `levels` holds each column of its row. */
export const LEVEL_FIELDS = [
  ['level_id', ['id']],
  ['level_price', ['price']],
  ['level_kind', ['kind']],
  ['direction', ['direction']],
  ['distance', ['distance']],
  ['break_score_raw', ['break_score_raw']],
  ['break_score_smooth', ['break_score_smooth']],
  ['signal', ['signal']],
  ['confidence', ['confidence']],
  ['barrier_state', ['barrier', 'state']],
  ['barrier_delta_liq', ['barrier', 'delta_liq']],
  ['barrier_replenishment_ratio', ['barrier', 'replenishment_ratio']],
  ['barrier_added', ['barrier', 'added']],
  ['barrier_canceled', ['barrier', 'canceled']],
  ['barrier_filled', ['barrier', 'filled']],
  ['tape_imbalance', ['tape', 'imbalance']],
  ['tape_buy_vol', ['tape', 'buy_vol']],
  ['tape_sell_vol', ['tape', 'sell_vol']],
  ['tape_velocity', ['tape', 'velocity']],
  ['tape_sweep_detected', ['tape', 'sweep', 'detected']],
  ['tape_sweep_direction', ['tape', 'sweep', 'direction']],
  ['tape_sweep_notional', ['tape', 'sweep', 'notional']],
  ['fuel_effect', ['fuel', 'effect']],
  ['fuel_net_dealer_gamma', ['fuel', 'net_dealer_gamma']],
  ['fuel_call_wall', ['fuel', 'call_wall']],
  ['fuel_put_wall', ['fuel', 'put_wall']],
  ['fuel_hvl', ['fuel', 'hvl']],
  ['runway_direction', ['runway', 'direction']],
  ['runway_next_level_id', ['runway', 'next_obstacle', 'id']],
  ['runway_next_level_price', ['runway', 'next_obstacle', 'price']],
  ['runway_distance', ['runway', 'distance']],
  ['runway_quality', ['runway', 'quality']],
  ['note', ['note']],
] as const satisfies readonly (readonly [keyof LevelSignal, FieldPath])[];
