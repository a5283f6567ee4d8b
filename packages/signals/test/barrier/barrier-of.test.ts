import { describe, expect, it } from 'vitest';
import { barrierOf, UNKNOWN_BARRIER } from '../../src/barrier/barrier-of.js';
import type { ZoneFlows } from '../../src/book/zone-flows.js';

const PARAMETERS = { confidenceContracts: 500 };

function zone(flows: Partial<ZoneFlows>): ZoneFlows {
  return {
    added: 0,
    canceled: 0,
    filled: 0,
    depth: 400,
    visiblePrices: 9,
    zonePrices: 17,
    isUnknown: false,
    ...flows,
  };
}

function stateOf(flows: Partial<ZoneFlows>, weakDepth: number | null = null) {
  return barrierOf(zone(flows), weakDepth, PARAMETERS).state;
}

describe('barrierOf', () => {
  it.each([
    ['VACUUM: little came, much was pulled', 'VACUUM', 20, 150, 0],
    ['VACUUM as long as pulling is not less than filling', 'VACUUM', 20, 80, 80],
    ['CONSUMED, not VACUUM, where more was filled than pulled', 'CONSUMED', 20, 40, 110],
    ['no VACUUM from a ratio of 0.3 on', 'NEUTRAL', 60, 200, 0],
    ['no VACUUM down to 100 lost', 'NEUTRAL', 0, 100, 0],
    ['WALL: half as much again came as left', 'WALL', 400, 100, 100],
    ['no WALL up to a ratio of 1.5', 'ABSORPTION', 600, 200, 200],
    ['no WALL up to 100 won', 'ABSORPTION', 100, 0, 0],
    ['CONSUMED from 101 lost', 'CONSUMED', 300, 100, 301],
    ['no CONSUMED down to 100 lost', 'NEUTRAL', 300, 100, 300],
    ['ABSORPTION: more came than left', 'ABSORPTION', 101, 50, 50],
    ['ABSORPTION where much moved and little changed', 'ABSORPTION', 60, 30, 31],
    ['no ABSORPTION of a churn of 100', 'NEUTRAL', 50, 25, 25],
    ['no ABSORPTION of 50 lost', 'NEUTRAL', 100, 75, 75],
    ['NEUTRAL where nothing happened', 'NEUTRAL', 0, 0, 0],
  ] as const)('says %s', (_, state, added, canceled, filled) => {
    expect(stateOf({ added, canceled, filled })).toBe(state);
  });

  // Read as 0 or as "no ratio", additions alone would be no WALL at all.
  it('compares a ratio of nothing left as +∞, and says null', () => {
    const barrier = barrierOf(zone({ added: 101 }), null, PARAMETERS);
    expect(barrier).toMatchObject({ state: 'WALL', deltaLiq: 101, replenishmentRatio: null });
    expect(stateOf({ added: 1 })).toBe('ABSORPTION');
  });

  it('says WEAK of a depth below its own 20th percentile, not at it, and only when there is one', () => {
    expect(stateOf({ depth: 299 }, 300)).toBe('WEAK');
    expect(stateOf({ depth: 300 }, 300)).toBe('NEUTRAL');
    expect(stateOf({ depth: 0 }, null)).toBe('NEUTRAL');
  });

  it('says WEAK before the ABSORPTION of churn and after that of additions', () => {
    expect(stateOf({ depth: 1, added: 60, canceled: 70 }, 300)).toBe('WEAK');
    expect(stateOf({ depth: 1, added: 70, canceled: 60 }, 300)).toBe('ABSORPTION');
  });

  it('is sure by what happened: 500 contracts are 1', () => {
    expect(barrierOf(zone({ added: 100, canceled: 50, filled: 30 }), null, PARAMETERS)).toEqual({
      state: 'ABSORPTION',
      deltaLiq: 20,
      replenishmentRatio: 1.25,
      added: 100,
      canceled: 50,
      filled: 30,
      confidence: 0.36,
    });
    expect(
      barrierOf(zone({ added: 400, canceled: 50, filled: 51 }), null, PARAMETERS),
    ).toMatchObject({ confidence: 1 });
  });

  // A book that shows nothing of the zone has not lost what stood there.
  it('says nothing of an unknown zone, whatever its sums are', () => {
    const unknown = zone({ canceled: 900, depth: 0, isUnknown: true });
    expect(barrierOf(unknown, 300, PARAMETERS)).toEqual(UNKNOWN_BARRIER);
    expect(UNKNOWN_BARRIER).toEqual({
      state: 'NEUTRAL',
      deltaLiq: null,
      replenishmentRatio: null,
      added: null,
      canceled: null,
      filled: null,
      confidence: 0,
    });
  });
});
