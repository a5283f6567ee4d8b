import type { LevelSignal } from '@assay/schemas';
import type { Fuel } from '../fuel/fuel.js';
import type { DealerPrices } from '../levels/dealer-prices.js';
import type { Direction, Level } from '../levels/level.js';
import type { Runway } from '../runway/runway-of.js';
import { confidenceWord } from '../trigger/confidence-word.js';
import type { LevelVerdict } from '../trigger/level-states.js';
import type { ProxyReading } from './level-reading.js';

/** What all rows of one tick share. Prices in nano-units, undefined where there is none. */
export interface TickFacts {
  readonly tsEventNs: bigint;
  readonly tsKnownNs: bigint;
  readonly underlying: string;
  readonly producer: string;
  readonly spotNanos: number;
  readonly bidNanos: number | undefined;
  readonly askNanos: number | undefined;
  readonly dealers: DealerPrices;
  /** What a reader of every row should know. */
  readonly notes: readonly string[];
}

/** What is said of one level at a tick. */
export interface ScoredReading {
  readonly level: Level;
  readonly direction: Direction;
  readonly proxy: ProxyReading;
  readonly fuel: Fuel;
  readonly runway: Runway;
  readonly rawScore: number;
  readonly verdict: LevelVerdict;
}

const MAX_INT32 = 2 ** 31 - 1;

/** The row of `levels.signals.v1` of one level. */
export function levelRow(tick: TickFacts, reading: ScoredReading): LevelSignal {
  const { level, direction, fuel, runway, rawScore, verdict } = reading;
  const { barrier, tape } = reading.proxy;
  return {
    ts_event_ns: tick.tsEventNs,
    ts_known_ns: tick.tsKnownNs,
    underlying: tick.underlying,
    producer: tick.producer,
    spot: price(tick.spotNanos),
    bid: priceOrNull(tick.bidNanos),
    ask: priceOrNull(tick.askNanos),
    level_id: level.id,
    level_kind: level.kind,
    level_price: price(level.nanos),
    direction,
    distance: price(tick.spotNanos - level.nanos),
    break_score_raw: rawScore,
    break_score_smooth: verdict.smoothScore,
    signal: verdict.signal,
    confidence: confidenceWord(barrier.confidence, tape.confidence, fuel.confidence),
    barrier_state: barrier.state,
    barrier_delta_liq: barrier.deltaLiq,
    barrier_replenishment_ratio: barrier.replenishmentRatio,
    barrier_added: contracts(barrier.added),
    barrier_canceled: contracts(barrier.canceled),
    barrier_filled: contracts(barrier.filled),
    tape_imbalance: tape.imbalance,
    tape_buy_vol: tape.volumes === null ? null : BigInt(tape.volumes.buy),
    tape_sell_vol: tape.volumes === null ? null : BigInt(tape.volumes.sell),
    tape_velocity: tape.velocity,
    tape_sweep_detected: tape.volumes === null ? null : tape.sweep !== undefined,
    tape_sweep_direction: tape.sweep?.direction ?? null,
    tape_sweep_notional: tape.sweep?.notional ?? 0,
    fuel_effect: fuel.effect,
    fuel_net_dealer_gamma: fuel.netDealerGamma,
    fuel_call_wall: priceOrNull(tick.dealers.callWall),
    fuel_put_wall: priceOrNull(tick.dealers.putWall),
    fuel_hvl: priceOrNull(tick.dealers.flip),
    runway_direction: runway.direction,
    runway_next_level_id: runway.next?.id ?? null,
    runway_next_level_price: priceOrNull(runway.next?.nanos),
    runway_distance: priceOrNull(runway.distanceNanos),
    runway_quality: runway.quality,
    note: noteOf(tick, reading),
  };
}

function noteOf({ notes }: TickFacts, { level, verdict }: ScoredReading): string | null {
  const all = [
    ...(level.isRunning ? ['running'] : []),
    ...(verdict.isFlipped ? ['direction flipped'] : []),
    ...notes,
  ];
  return all.length === 0 ? null : all.join('; ');
}

/** Contracts as the column holds them (int32): no market has more, and a wrong number would be worse than none. */
function contracts(count: number | null): number | null {
  return count === null || count > MAX_INT32 ? null : count;
}

/** A quotient of whole numbers is the float64 nearest to the decimal. */
function price(nanos: number): number {
  return nanos / 1e9;
}

function priceOrNull(nanos: number | null | undefined): number | null {
  return nanos === null || nanos === undefined ? null : price(nanos);
}
