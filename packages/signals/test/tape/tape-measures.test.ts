import { describe, expect, it } from 'vitest';
import { imbalanceOf, tapeConfidence } from '../../src/tape/tape-measures.js';

describe('imbalanceOf', () => {
  it.each([
    [300, 100, 0.5],
    [0, 7, -1],
    [7, 0, 1],
    [5, 5, 0],
    [0, 0, 0],
  ])('of %i bought and %i sold is %d', (buy, sell, expected) => {
    expect(imbalanceOf({ buy, sell })).toBe(expected);
  });
});

describe('tapeConfidence', () => {
  it('grows with volume up to 1', () => {
    expect(tapeConfidence({ buy: 0, sell: 0 }, 500)).toBe(0);
    expect(tapeConfidence({ buy: 100, sell: 25 }, 500)).toBe(0.25);
    expect(tapeConfidence({ buy: 400, sell: 100 }, 500)).toBe(1);
    expect(tapeConfidence({ buy: 400, sell: 101 }, 500)).toBe(1);
  });
});
