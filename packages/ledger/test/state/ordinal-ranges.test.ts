import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrdinalRanges } from '../../src/state/ordinal-ranges.js';

describe('OrdinalRanges', () => {
  it('holds exactly the ordinals added, as few ranges, in any order of adding', () => {
    const piece = fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const ranges = new OrdinalRanges();
        const expected = new Set<number>();
        for (const [from, length] of pieces) {
          ranges.add({ from: BigInt(from), to: BigInt(from + length - 1) });
          for (let ordinal = from; ordinal < from + length; ordinal += 1) expected.add(ordinal);
        }
        const held = ranges.all.flatMap(({ from, to }) =>
          Array.from({ length: Number(to - from) + 1 }, (_, place) => Number(from) + place),
        );
        expect(held).toEqual([...expected].sort((a, b) => a - b));
        ranges.all.forEach(({ to }, index) => {
          const next = ranges.all.at(index + 1);
          expect(next === undefined || next.from > to + 1n).toBe(true);
        });
        let last = -1;
        while (expected.has(last + 1)) last += 1;
        expect(ranges.lastWithoutHole).toBe(last < 0 ? undefined : BigInt(last));
      }),
    );
  });
});
