import { describe, expect, it } from 'vitest';
import { exp, ln } from '../../src/simulator/elementary.js';
import { normalCdf, normalQuantile } from '../../src/simulator/normal.js';

const relative = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.abs(expected);

describe('exp', () => {
  it('agrees with the engine to a few units in the last place', () => {
    for (let x = -700; x <= 700; x += 0.37) {
      expect(relative(exp(x), Math.exp(x))).toBeLessThan(1e-15);
    }
  });

  it('is exact at 0 and ends in 0 and infinity', () => {
    expect([exp(0), exp(-800), exp(800)]).toEqual([1, 0, Infinity]);
  });
});

describe('ln', () => {
  it('agrees with the engine to a few units in the last place', () => {
    for (let x = 1e-12; x < 1e12; x *= 1.37) {
      expect(relative(ln(x), Math.log(x))).toBeLessThan(1e-15);
    }
    expect(ln(1)).toBe(0);
  });
});

describe('normalCdf', () => {
  it('gives tabulated values', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 15);
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(relative(normalCdf(-8), 6.220960574271785e-16)).toBeLessThan(1e-7);
    expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
  });
});

describe('normalQuantile', () => {
  it('inverts normalCdf in centre, flanks and tails', () => {
    for (let p = 1e-11; p < 0.5; p *= 1.7) {
      expect(relative(normalCdf(normalQuantile(p)), p)).toBeLessThan(p < 1e-3 ? 1e-7 : 1e-13);
      expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 4);
    }
  });
});
