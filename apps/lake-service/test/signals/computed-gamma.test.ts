import { createMarketSimulator, type SimulatedEvent } from '@assay/feeds';
import { createLevelEngine, createWarmUp, SPY_CONFIG, type EngineSession } from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { batchOf } from './support/batch-of.js';

/** 2025-12-12, a Friday on which options expire: from 10:00 New York. */
const START_NS = 1_765_551_600_000_000_000n;
const MINUTE_NS = 60_000_000_000n;
const MINUTES = 5n;
const SESSION: EngineSession = {
  date: '2025-12-12',
  startNs: START_NS,
  endNs: START_NS + MINUTES * MINUTE_NS,
  regularStartNs: START_NS,
  regularEndNs: START_NS + MINUTES * MINUTE_NS,
  premarketStartNs: undefined,
};

function simulated(): SimulatedEvent[] {
  const market = createMarketSimulator({
    seed: 11,
    startNs: START_NS,
    bookUpdates: 4,
    futuresTrades: 1,
    stockTrades: 1,
    stockQuotes: 4,
    optionTrades: 10,
    dealerHedging: 0,
    wallsPerSide: 0,
  });
  const events: SimulatedEvent[] = [];
  for (;;) {
    const more = market.advance(SESSION.endNs, 10_000);
    if (more.length === 0) {
      return events;
    }
    events.push(...more);
  }
}

interface Reading {
  readonly netGamma: number | null;
  readonly flip: number | null;
}

/** What the rows of whole-dollar levels say of options, by tick and level. */
function readings(events: readonly SimulatedEvent[]): Map<string, Reading> {
  const engine = createLevelEngine(SPY_CONFIG);
  engine.beginSession(SESSION, createWarmUp(SPY_CONFIG, SESSION, []).finish());
  for (const dataset of new Set(events.map((event) => event.dataset))) {
    const rows = events.filter((event) => event.dataset === dataset).map(({ row }) => row);
    expect(engine.pushBatch(batchOf(dataset, rows)).missed).toEqual([]);
  }
  const found = new Map<string, Reading>();
  for (const { tsEventNs, rows } of engine.advance(SESSION.endNs)) {
    for (const row of rows.filter(({ level_kind: kind }) => kind === 'ROUND')) {
      const reading = { netGamma: row.fuel_net_dealer_gamma, flip: row.fuel_hvl };
      found.set(`${tsEventNs} ${row.level_id}`, reading);
    }
  }
  return found;
}

/** |computed − published| of one number wherever both have one, ascending. */
function differences(
  published: ReadonlyMap<string, Reading>,
  computed: ReadonlyMap<string, Reading>,
  name: keyof Reading,
): number[] {
  const found: number[] = [];
  for (const [key, { [name]: said }] of published) {
    const other = computed.get(key)?.[name] ?? null;
    if (said !== null && other !== null) {
      found.push(Math.abs(other - said));
    }
  }
  return found.sort((one, other) => one - other);
}

describe('gamma computed from quotes', () => {
  it('agrees with the greeks of the surface that the quotes were made from', () => {
    const events = simulated();
    const published = readings(events);
    const computed = readings(
      events.filter(({ dataset }) => dataset.id !== 'options.greeks_snapshots.v1'),
    );
    expect([...computed.keys()]).toEqual([...published.keys()]);

    // Quotes are in whole cents, snapshots 5 seconds apart, and the surface has interest and dividends.
    const nets = [...published.values()].map(({ netGamma }) => netGamma ?? 0);
    expect(Math.max(...nets) - Math.min(...nets)).toBeGreaterThan(5_000);
    expect(differences(published, computed, 'netGamma').at(-1)).toBeLessThan(60);
    const flips = differences(published, computed, 'flip');
    expect(flips.length).toBeGreaterThan(100);
    expect(flips[flips.length >> 1]).toBeLessThan(0.1);
  }, 90_000);
});
