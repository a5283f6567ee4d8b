import { describe, expect, it } from 'vitest';
import type { KnobValues } from '../../../src/simulator/knobs.js';
import { TRUTH_KINDS, encodeTruth, type TruthRecord } from '../../../src/simulator/truth.js';
import { market, SECOND_NS, START_NS } from '../markets.js';

/** Slow feeds, so that hours of market fit into a test. */
const SLOW = {
  bookUpdates: 20,
  futuresTrades: 4,
  stockQuotes: 0,
  stockTrades: 0,
  optionTrades: 0,
  greeksEverySeconds: 0,
  intradayShape: 0,
  regimes: 0,
  wallContracts: 120,
  hours: 'always',
} as const;

function truthOf(knobs: Partial<KnobValues>, length: number, seed = 7): TruthRecord[] {
  const truth: TruthRecord[] = [];
  const onTruth = (record: TruthRecord): void => void truth.push(record);
  const simulator = market({ ...SLOW, ...knobs, seed }, { onTruth });
  const end = START_NS + BigInt(length * 3_600) * SECOND_NS;
  while (simulator.advance(end, 10_000).length > 0);
  return truth;
}

/** Whole hours in long runs, half of them in usual ones. */
const hours = (whole: number): number => (process.env.ASSAY_LONG === '1' ? whole : whole / 2);

const of = (truth: readonly TruthRecord[], kind: string) =>
  truth.filter((record) => record.kind === kind);

/** Of the walls with a fate, the share that did what was meant at the touch. */
function foretold(wallEffect: number): number {
  const truth = truthOf({ wallEffect, wallHoldShare: 0.5, wallsPerSide: 4 }, hours(4));
  const fates = [...of(truth, 'wall-held'), ...of(truth, 'wall-broke')];
  const meant = fates.filter(
    ({ kind, fields }) => (kind === 'wall-held') === (fields.intent === 'hold'),
  );
  expect(fates.length).toBeGreaterThan(30);
  return meant.length / fates.length;
}

describe('planted effects', () => {
  it('walls do what their flow foretells, and at strength 0 no more than by chance', () => {
    expect(foretold(2)).toBeGreaterThan(0.8);
    expect(Math.abs(foretold(0) - 0.5)).toBeLessThan(0.2);
  });

  it('a wall at strength 0 is neither refilled nor pulled', () => {
    const truth = truthOf({ wallEffect: 0 }, hours(2));
    for (const { fields } of [...of(truth, 'wall-held'), ...of(truth, 'wall-broke')]) {
      expect([fields.added, fields.pulled]).toEqual([0, 0]);
    }
  });

  it('absorption ends in a turn mostly; at strength 0 there is none', () => {
    const truth = truthOf({ absorptionsPerHour: 20, wallsPerSide: 0 }, hours(4));
    const ends = of(truth, 'absorption-ended');
    expect(ends.length).toBeGreaterThan(20);
    expect(ends.filter(({ fields }) => fields.turned).length / ends.length).toBeGreaterThan(0.6);
    expect(of(truthOf({ absorption: 0 }, hours(2)), 'absorption')).toEqual([]);
  });

  it('dealers hedge against moves when long; at strength 0 they do not hedge', () => {
    const truth = truthOf({ dealerHedging: 1 }, hours(2));
    const [pin] = of(truth, 'pin');
    const hedges = of(truth, 'hedge');
    expect(hedges.length).toBeGreaterThan(20);
    expect(Number(hedges[0].fields.net_gamma) > 0).toBe(Number(pin.fields.contracts) > 0);
    expect(of(truthOf({ dealerHedging: 0 }, hours(1)), 'hedge')).toEqual([]);
  });

  it('sweeps take two prices or more', () => {
    const sweeps = of(truthOf({ sweepsPerHour: 120 }, hours(2)), 'sweep');
    expect(sweeps.length).toBeGreaterThan(50);
    expect(sweeps.every(({ fields }) => Number(fields.prices) >= 2)).toBe(true);
  });

  it('tell records with exactly the fields declared', () => {
    const truth = truthOf({ sweepsPerHour: 60, absorptionsPerHour: 20 }, hours(3));
    expect(new Set(truth.map(({ kind }) => kind)).size).toBeGreaterThan(9);
    for (const record of truth) {
      expect(Object.keys(record.fields)).toEqual(Object.keys(TRUTH_KINDS[record.kind].fields));
      const line = JSON.parse(encodeTruth(record)) as Record<string, unknown>;
      expect(Object.keys(line).slice(0, 2)).toEqual(['ts_event_ns', 'kind']);
    }
  });
});
