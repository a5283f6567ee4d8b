import { createHash } from 'node:crypto';
import { encodeRow } from '@assay/schemas';
import type { SimulatedEvent } from '../../src/simulator/event.js';
import {
  createMarketSimulator,
  type MarketListeners,
  type MarketSimulator,
} from '../../src/simulator/market.js';
import type { MarketSimulatorOptions } from '../../src/simulator/settings.js';

/** 2025-12-16T14:30:00Z, a Tuesday. */
export const START_NS = 1_765_895_400_000_000_000n;
export const SECOND_NS = 1_000_000_000n;
/** Later than any market runs in a test. */
const FOREVER_NS = 4_000_000_000_000_000_000n;

export function market(
  options: Partial<MarketSimulatorOptions> = {},
  listeners: MarketListeners = {},
): MarketSimulator {
  return createMarketSimulator({ seed: 7, startNs: START_NS, ...options }, listeners);
}

/** At least `count` events. */
export function take(simulator: MarketSimulator, count: number): SimulatedEvent[] {
  return simulator.advance(FOREVER_NS, count);
}

/** SHA-256 of events as lines: ordinal, dataset, row. */
export function digest(events: readonly SimulatedEvent[]): string {
  const hash = createHash('sha256');
  for (const { ordinal, dataset, row } of events) {
    hash.update(`${ordinal} ${dataset.id} ${encodeRow(dataset, row)}\n`);
  }
  return hash.digest('hex');
}
