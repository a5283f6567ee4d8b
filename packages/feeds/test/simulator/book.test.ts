import { describe, expect, it } from 'vitest';
import {
  addAt,
  cancelAt,
  improveTouch,
  LEVELS_KEPT,
  spreadOf,
  takeLiquidity,
  type Book,
} from '../../src/simulator/book.js';

const FAR = 99;

function book(): Book {
  const sizes = (): number[] => Array.from({ length: LEVELS_KEPT }, (_, level) => 10 + level);
  return {
    bid: { best: 100, away: -1, sizes: sizes() },
    ask: { best: 101, away: 1, sizes: sizes() },
  };
}

describe('takeLiquidity', () => {
  it('fills at the touch first and leaves what is not taken', () => {
    const { ask } = book();
    expect(takeLiquidity(ask, 4, 3, () => FAR)).toEqual([{ ticks: 101, size: 4 }]);
    expect([ask.best, ask.sizes[0]]).toEqual([101, 6]);
  });

  it('walks through prices, and the touch follows', () => {
    const { bid } = book();
    expect(takeLiquidity(bid, 25, 3, () => FAR)).toEqual([
      { ticks: 100, size: 10 },
      { ticks: 99, size: 11 },
      { ticks: 98, size: 4 },
    ]);
    expect([bid.best, bid.sizes[0], bid.sizes.at(-1)]).toEqual([98, 8, FAR]);
    expect(bid.sizes).toHaveLength(LEVELS_KEPT);
  });

  it('stops at the last price allowed, and skips empty ones', () => {
    const { ask } = book();
    ask.sizes[1] = 0;
    expect(takeLiquidity(ask, 1_000, 2, () => FAR)).toEqual([
      { ticks: 101, size: 10 },
      { ticks: 103, size: 12 },
    ]);
    expect(ask.best).toBe(104);
  });
});

describe('cancelAt', () => {
  it('cancels no more than rests, and an emptied touch gives way', () => {
    const { bid } = book();
    cancelAt(bid, 3, 500, () => FAR);
    expect(bid.sizes[3]).toBe(0);
    cancelAt(bid, 0, 10, () => FAR);
    expect([bid.best, bid.sizes[0]]).toEqual([99, 11]);
  });
});

describe('improveTouch', () => {
  it('steps one tick into the spread on either side', () => {
    const wide = book();
    takeLiquidity(wide.ask, 21, 3, () => FAR);
    expect(spreadOf(wide)).toBe(3);
    improveTouch(wide.bid, 5);
    improveTouch(wide.ask, 6);
    addAt(wide.ask, 0, 1);
    expect([wide.bid.best, wide.bid.sizes[0]]).toEqual([101, 5]);
    expect([wide.ask.best, wide.ask.sizes[0]]).toEqual([102, 7]);
    expect(spreadOf(wide)).toBe(1);
    expect(wide.bid.sizes[1]).toBe(10);
  });
});
