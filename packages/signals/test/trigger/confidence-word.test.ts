import { describe, expect, it } from 'vitest';
import { confidenceWord } from '../../src/trigger/confidence-word.js';

describe('confidenceWord', () => {
  it.each([
    [1, 1, 1, 'HIGH'],
    [1, 1, 0.1, 'HIGH'],
    [0.7, 0.7, 0.7, 'HIGH'],
    [1, 1, 0.09, 'MEDIUM'],
    [0.4, 0.4, 0.4, 'MEDIUM'],
    [0.6, 0.6, 0, 'MEDIUM'],
    [1, 0.19, 0, 'LOW'],
    [0, 0, 0, 'LOW'],
  ])('of %d, %d and %d is %s', (barrier, tape, fuel, word) => {
    expect(confidenceWord(barrier, tape, fuel)).toBe(word);
  });
});
