import type { EventBatch } from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { MissedEvents } from '../../src/runner/missed-events.js';

/** Rows at these positions of one log. */
function batchAt(positions: readonly bigint[], shard = 'market'): EventBatch {
  return {
    dataset: 'stocks.trades.v1',
    rows: positions.length,
    origin: { shard, epoch: 1 },
    columns: { _pos: { kind: 'integer', values: BigInt64Array.from(positions) } },
  };
}

const indexes = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('MissedEvents', () => {
  it('gives positions that follow each other as one range, once', () => {
    const missed = new MissedEvents();
    missed.add(batchAt([5n, 6n, 7n, 9n]), [0, 1, 2, 3]);
    expect(missed.take()).toEqual([
      { shard: 'market', epoch: 1, from: 5n, to: 7n },
      { shard: 'market', epoch: 1, from: 9n, to: 9n },
    ]);
    expect(missed.take()).toEqual([]);
  });

  it('joins the nearest where there are more than 1,000, loses none, and counts them exactly', () => {
    const missed = new MissedEvents();
    const positions = indexes(10_000).map((index) =>
      BigInt(index * 3 + (index >= 5_000 ? 900 : 0)),
    );
    missed.add(batchAt(positions), indexes(10_000));
    missed.add(batchAt([1n], 'other'), [0]);
    const ranges = missed.take();
    expect(missed.total).toBe(10_001);
    expect(ranges.length).toBeLessThanOrEqual(1_000);
    const holds = (shard: string, at: bigint) =>
      ranges.some((range) => range.shard === shard && range.from <= at && at <= range.to);
    expect(positions.every((at) => holds('market', at))).toBe(true);
    expect(holds('other', 1n)).toBe(true);
    expect(holds('market', 15_300n)).toBe(false);
  });
});
