import { describe, expect, it } from 'vitest';
import { addToIndex, offsetBefore, segmentFirst, segmentName } from '../src/segment.js';
import type { Segment } from '../src/segment.js';

describe('segment names', () => {
  it('hold the first position in twenty digits', () => {
    expect(segmentName(42n)).toBe('wal-00000000000000000042.arrow');
    expect(segmentFirst('wal-00000000000000000042.arrow')).toBe(42n);
  });

  it('are recognised strictly', () => {
    for (const name of ['wal-42.arrow', 'wal-00000000000000000042.arrow.tmp', 'x.arrow']) {
      expect(segmentFirst(name)).toBeUndefined();
    }
  });
});

describe('the segment index', () => {
  const segment: Segment = { path: 's', first: 1n, next: 1n, bytes: 0, subjects: [], index: [] };
  for (let batch = 0; batch < 100; batch += 1) {
    addToIndex(segment, BigInt(batch * 10 + 1), 400 + batch * 20_000);
  }

  it('is sparse', () => {
    expect(segment.index.length).toBe(25);
  });

  it('gives a start at or before the position, and less than an entry away', () => {
    for (let position = 1; position <= 1000; position += 1) {
      const start = offsetBefore(segment, BigInt(position), 0);
      const own = 400 + Math.floor((position - 1) / 10) * 20_000;
      expect(start).toBeLessThanOrEqual(own);
      expect(own - start).toBeLessThan(80_000);
    }
  });

  it('gives the default where it is empty', () => {
    expect(offsetBefore({ ...segment, index: [] }, 5n, 416)).toBe(416);
  });
});
