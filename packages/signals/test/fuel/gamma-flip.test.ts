import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gammaFlip, type FlipTerms } from '../../src/fuel/gamma-flip.js';
import { nanos } from './support/option-session.js';

const SPOT = 600;
const BAND = 10;
const isLong = process.env.ASSAY_LONG === '1';

interface Position {
  readonly strike: number;
  readonly dealers: number;
  readonly deviation: number;
}

function terms(positions: readonly Position[]): FlipTerms {
  return {
    strikeNanos: positions.map(({ strike }) => nanos(strike)),
    dealers: positions.map(({ dealers }) => dealers),
    deviations: positions.map(({ deviation }) => deviation),
  };
}

/** Σ qᵢ·γᵢ(S) by the formula as it is written, and Σ |qᵢ|·γᵢ(S), which says how much of it cancels. */
function gammaAt(spot: number, positions: readonly Position[]): { net: number; gross: number } {
  let net = 0;
  let gross = 0;
  for (const { strike, dealers, deviation } of positions) {
    const d1 = Math.log(spot / strike) / deviation + deviation / 2;
    const gamma = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI) / (spot * deviation);
    net += dealers * gamma;
    gross += Math.abs(dealers) * gamma;
  }
  return { net, gross };
}

const flipOf = (positions: readonly Position[], spot = SPOT): number | null => {
  const flip = gammaFlip(nanos(spot), nanos(BAND), terms(positions));
  return flip === null ? null : flip / 1e9;
};

const position = fc.record({
  strike: fc.integer({ min: 1_180, max: 1_220 }).map((halves) => halves / 2),
  dealers: fc.integer({ min: -5_000, max: 5_000 }).filter((contracts) => contracts !== 0),
  deviation: fc.double({ min: 0.001, max: 0.03, noNaN: true }),
});

describe('gammaFlip', () => {
  it(
    'is a spot at which the sum changes its sign, with none nearer on a finer scan',
    () => {
      fc.assert(
        fc.property(fc.array(position, { minLength: 2, maxLength: 12 }), (positions) => {
          const flip = flipOf(positions);
          const reach = flip === null ? BAND * 0.99 : Math.abs(flip - SPOT) - 0.06;
          if (flip !== null) {
            const { net: below } = gammaAt(flip - 1e-4, positions);
            const { net: above, gross } = gammaAt(flip + 1e-4, positions);
            expect(below * above <= 0 || Math.abs(above) < 1e-12 * gross).toBe(true);
          }
          expect(fineChange(positions, reach)).toBeUndefined();
        }),
        { numRuns: isLong ? 5_000 : 60 },
      );
    },
    isLong ? 600_000 : 30_000,
  );

  it('takes the nearer of two', () => {
    // Short strikes on both sides of a long one: a change on either side of it.
    const around = (low: number, high: number): Position[] => [
      { strike: low, dealers: -1_000, deviation: 0.002 },
      { strike: 600, dealers: 1_000, deviation: 0.002 },
      { strike: high, dealers: -1_000, deviation: 0.002 },
    ];
    expect(flipOf(around(598, 603))).toBeCloseTo(599, 1);
    expect(flipOf(around(597, 602))).toBeCloseTo(601, 1);
  });

  it('meets a root that lies on the grid exactly', () => {
    const spot = 600;
    const positions: Position[] = [
      { strike: 599, dealers: 700, deviation: 0.002 },
      { strike: (600 * 600) / 599, dealers: -700, deviation: 0.002 },
    ];
    expect(flipOf(positions, spot)).toBeCloseTo(spot, 2);
  });

  it('is null without positions, with positions of one sign, and where the change is out of reach', () => {
    expect(flipOf([])).toBeNull();
    expect(flipOf([{ strike: 601, dealers: 10, deviation: 0.004 }])).toBeNull();
    expect(
      flipOf([
        { strike: 590, dealers: 10, deviation: 0.004 },
        { strike: 640, dealers: -10, deviation: 0.004 },
      ]),
    ).toBeNull();
  });

  it('sees no change across a place without any gamma', () => {
    // Bells 0.06 dollars wide, 9 deviations of which do not meet.
    const positions: Position[] = [
      { strike: 598, dealers: 10, deviation: 0.0001 },
      { strike: 602, dealers: -10, deviation: 0.0001 },
    ];
    expect(flipOf(positions)).toBeNull();
  });

  it('sees no change where one bell ends before another, 9 deviations out', () => {
    const positions: Position[] = [
      { strike: 590.5, dealers: 1, deviation: 0.001 },
      { strike: 590, dealers: -1_502, deviation: 0.001 },
    ];
    expect(flipOf(positions)).toBeNull();
  });

  it('is null without a spot', () => {
    expect(flipOf([{ strike: 600, dealers: 1, deviation: 0.01 }], Number.NaN)).toBeNull();
  });
});

/** A spot within `reach` where a fine scan sees the sign change clearly and for longer than a step. */
function fineChange(positions: readonly Position[], reach: number): number | undefined {
  const step = 0.01;
  const peaks = positions.reduce((sum, each) => sum + Math.abs(each.dealers) / each.deviation, 0);
  const clear = (spot: number): number => {
    const { net, gross } = gammaAt(spot, positions);
    const isThere = Math.abs(net) * spot > 2e-18 * peaks;
    return isThere && Math.abs(net) > 1e-9 * gross ? Math.sign(net) : 0;
  };
  for (let spot = SPOT - reach; spot + 0.12 < SPOT + reach; spot += step) {
    const before = clear(spot);
    const after = clear(spot + 0.06);
    const isLasting = clear(spot + 0.12) === after && clear(spot - 0.06) === before;
    if (before * after < 0 && isLasting) {
      return spot;
    }
  }
  return undefined;
}
