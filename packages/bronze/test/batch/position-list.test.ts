import { positionDigest, positionOf } from '@assay/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PositionList } from '../../src/batch/position-list.js';

const LAST_SEQUENCE = 2 ** 47 - 1;

describe('PositionList', () => {
  it('gives the digest of the same positions written one by one', () => {
    const places = fc.array(
      fc.tuple(fc.integer({ min: 0, max: LAST_SEQUENCE }), fc.integer({ min: 0, max: 65_535 })),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(places, (drawn) => {
        const sorted = drawn
          .map(([sequence, index]) => ({
            sequence,
            index,
            at: positionOf(BigInt(sequence), index),
          }))
          .sort((a, b) => (a.at < b.at ? -1 : 1));
        const distinct = sorted.filter(({ at }, index) => at !== sorted[index - 1]?.at);
        const list = new PositionList();
        for (const { sequence, index } of distinct) {
          list.add(sequence, index);
        }
        expect(list.digest()).toBe(positionDigest(distinct.map(({ at }) => at)));
      }),
    );
  });

  it('holds the last position there is', () => {
    const list = new PositionList();
    list.add(LAST_SEQUENCE, 65_535);
    expect(list.digest()).toBe(positionDigest([2n ** 63n - 1n]));
  });
});
