import { describe, expect, it } from 'vitest';
import { PriceSlope } from '../../src/tape/price-slope.js';

const SECOND = 1_000_000_000;

/** The slope at `tNs` after prints at `[seconds, ticks]`, counted from `fromNs`. */
function slopeAt(tNs: number, prints: readonly [number, number][], fromNs = 0): number | null {
  const slope = new PriceSlope(3 * SECOND);
  for (const [seconds, ticks] of prints) {
    slope.print(fromNs + seconds * SECOND, ticks);
  }
  slope.advanceTo(fromNs + tNs);
  return slope.slope();
}

describe('PriceSlope', () => {
  it('is the least-squares slope, not the way from the first price to the last', () => {
    // docs/signals/tape-and-score.md: 2/7 of a tick a second, where the ends alone say 0.8.
    const prints: [number, number][] = [
      [0.5, 21_000],
      [1, 21_004],
      [3, 21_002],
    ];
    expect(slopeAt(3 * SECOND, prints)).toBe(2 / 7);
  });

  it('is the same to the last bit late in the session', () => {
    const prints: [number, number][] = [
      [0.1, 21_000],
      [0.7, 21_004],
      [2.9, 20_997],
    ];
    const early = slopeAt(3 * SECOND, prints);
    expect(slopeAt(3 * SECOND, prints, 86_399 * SECOND)).toBe(early);
    expect(slopeAt(3 * SECOND, prints, 4 * 86_400 * SECOND + 1)).toBe(early);
  });

  it('leaves no residue of what has left', () => {
    const slope = new PriceSlope(3 * SECOND);
    for (let index = 0; index < 5_000; index += 1) {
      slope.print(index * 1_234_567, 21_000 + ((index * 7919) % 13));
    }
    const from = 80_000 * SECOND;
    slope.print(from, 21_000);
    slope.print(from + 2 * SECOND, 21_001);
    slope.advanceTo(from + 2 * SECOND);
    expect(slope.slope()).toBe(0.5);
  });

  it('counts prints of (T − 3 s, T]', () => {
    const prints: [number, number][] = [
      [0, 100],
      [1, 200],
      [3, 202],
    ];
    expect(slopeAt(3 * SECOND - 1, prints)).not.toBe(1);
    expect(slopeAt(3 * SECOND, prints)).toBe(1);
  });

  it.each<[string, [number, number][]]>([
    ['no print', []],
    ['one print', [[1, 100]]],
    [
      'prints of one instant at two prices',
      [
        [1, 100],
        [1, 107],
      ],
    ],
  ])('is null with %s: there is no line', (_, prints) => {
    expect(slopeAt(3 * SECOND, prints)).toBeNull();
  });

  it('is 0 where prices stay', () => {
    expect(
      slopeAt(3 * SECOND, [
        [1, 100],
        [2, 100],
      ]),
    ).toBe(0);
  });

  it('takes prices below zero, as spreads have them', () => {
    expect(
      slopeAt(3 * SECOND, [
        [1, -3],
        [2, -5],
      ]),
    ).toBe(-2);
  });
});
