import { describe, expect, it } from 'vitest';
import {
  drawArrival,
  excite,
  NEVER,
  recordArrival,
  type ArrivalLaw,
} from '../../src/simulator/arrivals.js';
import { createRandom } from '../../src/simulator/random.js';

function arrivalTimes(law: ArrivalLaw, seconds: number): number[] {
  const random = createRandom(3, 'arrivals');
  const state = { excitation: 0, atNs: 0 };
  const times: number[] = [];
  for (;;) {
    const next = drawArrival(state, law, 1, times.at(-1) ?? 0, random);
    if (next > seconds * 1e9) {
      return times;
    }
    recordArrival(state, law, next);
    times.push(next);
  }
}

describe('drawArrival', () => {
  it('keeps the long-run mean whatever the branching', () => {
    for (const branching of [0, 0.3, 0.6]) {
      const law = { perSecond: 20, branching, decay: 10, triggered: 0 };
      expect(Math.abs(arrivalTimes(law, 2_000).length / 2_000 - 20)).toBeLessThan(1);
    }
  });

  it('clusters with branching: counts vary more than those of a Poisson process', () => {
    const law = { perSecond: 20, branching: 0.6, decay: 10, triggered: 0 };
    const counts: number[] = Array.from({ length: 2_000 }, () => 0);
    for (const time of arrivalTimes(law, 2_000)) {
      counts[Math.floor(time / 1e9)] += 1;
    }
    const variance = counts.reduce((sum, count) => sum + (count - 20) ** 2, 0) / counts.length;
    expect(variance / 20).toBeGreaterThan(3);
  });

  it('gives whole nanoseconds after now, and never for a feed that is off', () => {
    const law = { perSecond: 1e5, branching: 0, decay: 1, triggered: 0 };
    const state = { excitation: 0, atNs: 0 };
    const random = createRandom(3, 'arrivals');
    for (let draw = 0; draw < 1_000; draw += 1) {
      const next = drawArrival(state, law, 1, 5, random);
      expect(Number.isInteger(next) && next > 5).toBe(true);
    }
    expect(drawArrival(state, { ...law, perSecond: 0 }, 1, 5, random)).toBe(NEVER);
  });
});

describe('excite', () => {
  it('adds to what is left of earlier influence', () => {
    const law = { perSecond: 1, branching: 0, decay: Math.LN2, triggered: 0 };
    const state = { excitation: 8, atNs: 0 };
    excite(state, law, 1e9, 1);
    expect(state.excitation).toBeCloseTo(4 + Math.LN2, 12);
    expect(state.atNs).toBe(1e9);
  });
});
