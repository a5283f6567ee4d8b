import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  INT64_MAX,
  MAX_EVENTS_PER_MESSAGE,
  MAX_SEQUENCE,
  positionOf,
  sequenceOf,
} from '../src/index.js';

describe('positionOf', () => {
  it('is sequence × 65,536 + index', () => {
    expect(positionOf(1n, 0)).toBe(65_536n);
    expect(positionOf(2n, 65_535)).toBe(196_607n);
    expect(positionOf(MAX_SEQUENCE, MAX_EVENTS_PER_MESSAGE - 1)).toBe(INT64_MAX);
  });

  it('keeps the sequence, and the order of (sequence, index)', () => {
    const sequence = fc.bigInt({ min: 0n, max: MAX_SEQUENCE });
    const index = fc.integer({ min: 0, max: MAX_EVENTS_PER_MESSAGE - 1 });
    fc.assert(
      fc.property(sequence, index, index, (each, first, second) => {
        expect(sequenceOf(positionOf(each, first))).toBe(each);
        expect(positionOf(each, first) < positionOf(each, second)).toBe(first < second);
      }),
    );
  });

  it.each([
    [-1n, 0],
    [MAX_SEQUENCE + 1n, 0],
    [1n, -1],
    [1n, 65_536],
  ])('refuses sequence %s, index %s', (sequence, index) => {
    expect(() => positionOf(sequence, index)).toThrow(
      expect.objectContaining({ code: 'BAD_VALUE' }),
    );
  });
});
