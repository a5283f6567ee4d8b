import { describe, expect, it } from 'vitest';
import { breakMove, tapeScore, type TapeReading } from '../../src/score/tape-score.js';

const QUIET: TapeReading = { sweepDirection: null, velocity: null, imbalance: null };

describe('breakMove', () => {
  it('goes down through a support and up through a resistance', () => {
    expect(breakMove('SUPPORT')).toBe('DOWN');
    expect(breakMove('RESISTANCE')).toBe('UP');
  });
});

describe('tapeScore', () => {
  it.each<[string, Partial<TapeReading>, number, number]>([
    // what, reading, score of a RESISTANCE (break up), score of a SUPPORT (break down)
    ['nothing', {}, 0, 0],
    ['a sweep up', { sweepDirection: 'UP' }, 100, 0],
    ['a sweep down', { sweepDirection: 'DOWN' }, 0, 100],
    ['half of the velocity up', { velocity: 0.25 }, 12.5, 0],
    ['all of the velocity down', { velocity: -0.5 }, 0, 25],
    ['more than that', { velocity: -7 }, 0, 25],
    ['buyers', { imbalance: 0.5 }, 12.5, 0],
    ['sellers', { imbalance: -1 }, 0, 25],
    ['both up', { velocity: 0.5, imbalance: 1 }, 50, 0],
    ['velocity up against sellers', { velocity: 0.5, imbalance: -0.5 }, 25, 12.5],
    [
      'a sweep against buyers and velocity',
      { sweepDirection: 'DOWN', velocity: 0.5, imbalance: 1 },
      50,
      100,
    ],
  ])('of %s counts only what agrees with the break', (_, reading, up, down) => {
    expect(tapeScore({ ...QUIET, ...reading }, 'RESISTANCE', 0.5)).toBe(up);
    expect(tapeScore({ ...QUIET, ...reading }, 'SUPPORT', 0.5)).toBe(down);
  });

  it('measures velocity on the scale of the underlying', () => {
    expect(tapeScore({ ...QUIET, velocity: 2.5 }, 'RESISTANCE', 5)).toBe(12.5);
  });
});
