import { describe, expect, it } from 'vitest';
import { BARRIER_STATES } from '../../src/barrier/barrier-state.js';
import { breakScore } from '../../src/score/break-score.js';

describe('breakScore', () => {
  it.each([
    ['VACUUM', 'AMPLIFY', 100, 100],
    ['VACUUM', 'AMPLIFY', 0, 80],
    ['VACUUM', 'NEUTRAL', 100, 82.5],
    ['WEAK', 'NEUTRAL', 50, 61.25],
    ['CONSUMED', 'NEUTRAL', 12.5, 47],
    ['NEUTRAL', 'NEUTRAL', 0, 40],
    ['WALL', 'NEUTRAL', 0, 17.5],
    ['ABSORPTION', 'NEUTRAL', 12.5, 20],
    ['WALL', 'DAMPEN', 0, 0],
    ['ABSORPTION', 'DAMPEN', 100, 20],
  ] as const)('of %s, %s and a tape score of %d is %d', (barrier, effect, tape, expected) => {
    expect(breakScore(barrier, effect, tape)).toBe(expected);
  });

  it('stays within 0 and 100', () => {
    for (const barrier of BARRIER_STATES) {
      for (const effect of ['AMPLIFY', 'NEUTRAL', 'DAMPEN'] as const) {
        for (let tape = 0; tape <= 100; tape += 12.5) {
          const score = breakScore(barrier, effect, tape);
          expect(score >= 0 && score <= 100).toBe(true);
        }
      }
    }
  });
});
