import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVEL_KINDS, type Direction, type Level, type LevelKind } from '../../src/levels/level.js';
import { runwayOf } from '../../src/runway/runway-of.js';

const STRONG = ['CALL_WALL', 'PUT_WALL', 'SESSION_HIGH', 'SESSION_LOW', 'VWAP', 'GAMMA_FLIP'];

function level(kind: LevelKind, price: number): Level {
  return { id: `${kind}_${price}`, kind, nanos: price * 1e9, isRunning: false, isNew: false };
}

const lists = fc
  .uniqueArray(fc.record({ kind: fc.constantFrom(...LEVEL_KINDS), price: fc.nat({ max: 12 }) }), {
    minLength: 1,
    selector: ({ kind, price }) => `${kind}_${price}`,
  })
  .map((all) =>
    all
      .map(({ kind, price }) => level(kind, price))
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
  );

describe('runwayOf', () => {
  it('is the nearest level beyond, of equal ones the strong one, then the first by id', () => {
    fc.assert(
      fc.property(
        lists,
        fc.nat(),
        fc.constantFrom<Direction>('SUPPORT', 'RESISTANCE'),
        fc.option(fc.nat({ max: 12 })),
        (levels, pick, direction, range) => {
          const own = levels[pick % levels.length];
          const isUp = direction === 'RESISTANCE';
          const beyond = levels
            .filter(({ nanos }) => (isUp ? nanos > own.nanos : nanos < own.nanos))
            .map((each) => ({ each, away: Math.abs(each.nanos - own.nanos) }))
            .map((one) => ({ ...one, weak: STRONG.includes(one.each.kind) ? 0 : 1 }))
            .sort(
              (one, other) =>
                one.away - other.away ||
                one.weak - other.weak ||
                (one.each.id < other.each.id ? -1 : 1),
            );
          const [first] = beyond as ((typeof beyond)[number] | undefined)[];
          const isNear = first?.weak === 0 && range !== null && first.away < (range * 1e9) / 2;
          expect(runwayOf(own, direction, levels, range === null ? null : range * 1e9)).toEqual({
            direction: isUp ? 'UP' : 'DOWN',
            next: first?.each ?? null,
            distanceNanos: first?.away ?? null,
            quality: isNear ? 'OBSTRUCTED' : 'CLEAR',
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has no next level and no distance at the end, never Infinity', () => {
    const only = level('ROUND', 600);
    expect(runwayOf(only, 'RESISTANCE', [only], 1e9)).toEqual({
      direction: 'UP',
      next: null,
      distanceNanos: null,
      quality: 'CLEAR',
    });
  });

  it('is obstructed only nearer than half the trailing range, by a strong kind', () => {
    const own = level('ROUND', 600);
    const quality = (next: Level, range: number | null) =>
      runwayOf(own, 'RESISTANCE', [own, next], range).quality;
    expect(quality(level('VWAP', 601), 2e9)).toBe('CLEAR');
    expect(quality(level('VWAP', 601), 2e9 + 1)).toBe('OBSTRUCTED');
    expect(quality(level('STRIKE', 601), 10e9)).toBe('CLEAR');
    expect(quality(level('VWAP', 601), null)).toBe('CLEAR');
  });
});
