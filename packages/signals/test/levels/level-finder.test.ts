import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ES_PARAMETERS, SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { dealerPrices, type DealerPrices } from '../../src/levels/dealer-prices.js';
import { directionOf } from '../../src/levels/level.js';
import { LevelFinder } from '../../src/levels/level-finder.js';
import { tradingWindows } from '../../src/market/trading-windows.js';
import { UnderlyingTape } from '../../src/market/underlying-tape.js';
import { printStreams } from '../market/support/generated-prints.js';
import { naiveTape } from '../market/support/naive-tape.js';
import { since4, stockSession } from '../market/support/session.js';

const isLong = process.env.ASSAY_LONG === '1';

const WINDOWS = tradingWindows(stockSession('2025-12-16'));
const NO_DEALERS = dealerPrices(undefined, 0, 600e9);

function openTape(carried: readonly number[] = []): UnderlyingTape {
  const tape = new UnderlyingTape(SPY_PARAMETERS);
  tape.reset(WINDOWS, carried);
  return tape;
}

const cents = fc.integer({ min: 59_000, max: 61_000 }).map((each) => each * 10_000_000);
const dealers: fc.Arbitrary<DealerPrices> = fc.record({
  strikes: fc.uniqueArray(fc.integer({ min: 1_180, max: 1_220 }).map((half) => half * 500_000_000)),
  callWall: fc.option(cents),
  putWall: fc.option(cents),
  flip: fc.option(cents),
});

/** All candidates from their definitions, one by one. */
function naiveLevels(
  says: ReturnType<typeof naiveTape>,
  spot: number,
  { strikes, callWall, putWall, flip }: DealerPrices,
): Map<string, number> {
  const found = new Map<string, number>();
  const put = (id: string, nanos: number | null | undefined) => {
    if (nanos !== null && nanos !== undefined && Math.abs(nanos - spot) <= 5e9) {
      found.set(id, nanos);
    }
  };
  put('PM_HIGH', says.premarket?.high);
  put('PM_LOW', says.premarket?.low);
  put('OR_HIGH', says.opening?.high);
  put('OR_LOW', says.opening?.low);
  put('SESSION_HIGH', says.regular?.high);
  put('SESSION_LOW', says.regular?.low);
  put('VWAP', says.vwap);
  put('SMA_200', says.sma[1]);
  put('CALL_WALL', callWall);
  put('PUT_WALL', putWall);
  put('GAMMA_FLIP', flip);
  put('HOTZONE_600.25', 600.25e9);
  for (let dollars = 0; dollars <= 1_000; dollars += 1) {
    put(`ROUND_${dollars}`, dollars * 1e9);
  }
  for (const strike of strikes) {
    put(`STRIKE_${strike / 1e9}`, strike);
  }
  return found;
}

/** One property, for few runs and for many. */
function holdsFor(numRuns: number): void {
  const carried = Array.from({ length: 199 }, () => 600e9);
  const finder = new LevelFinder(SPY_PARAMETERS, [600.25, 600.25]);
  fc.assert(
    fc.property(printStreams, cents, dealers, (prints, spot, options) => {
      const tape = openTape(carried);
      for (const { atNs, nanos, size, flags, isOffExchange } of prints) {
        tape.print(atNs, nanos, size, flags, isOffExchange);
      }
      const tNs = (prints.at(-1)?.atNs ?? 0) + 250e6;
      tape.advanceTo(tNs);
      const levels = finder.levelsAt(tNs, spot, tape, options);
      const expected = naiveLevels(naiveTape(prints, tNs, WINDOWS, carried), spot, options);
      expect(levels.map(({ id, nanos }) => [id, nanos])).toEqual(
        [...expected].sort(([one], [other]) => (one < other ? -1 : 1)),
      );
    }),
    { numRuns },
  );
}

describe('LevelFinder', () => {
  it('finds what the definitions give over the whole history, by id', () => {
    holdsFor(150);
  });

  it.skipIf(!isLong)('does so over thousands of streams [long]', { timeout: 600_000 }, () => {
    holdsFor(5_000);
  });

  it('keeps the fraction of a strike in its id', () => {
    const finder = new LevelFinder(SPY_PARAMETERS, [601.125]);
    const options = { ...NO_DEALERS, strikes: [600e9, 600.5e9] };
    const ids = finder.levelsAt(0, 600e9, openTape(), options).map(({ id }) => id);
    // Cut to whole dollars, the two strikes would be one level.
    expect(ids.filter((id) => id.startsWith('STRIKE'))).toEqual(['STRIKE_600', 'STRIKE_600.5']);
    expect(ids).toContain('HOTZONE_601.125');
  });

  it('steps by ten points in the terms of ES, and never at or below 0', () => {
    const finder = new LevelFinder(ES_PARAMETERS, []);
    const ids = (spot: number) =>
      finder.levelsAt(0, spot, openTape(), NO_DEALERS).map(({ id }) => id);
    expect(ids(5_503.25e9)).toHaveLength(10);
    expect(ids(5_503.25e9)).toContain('ROUND_5550');
    expect(ids(15e9)).not.toContain('ROUND_0');
  });

  it('calls OR running until 09:45, and PM until 09:30', () => {
    const finder = new LevelFinder(SPY_PARAMETERS, []);
    const tape = openTape();
    tape.print(since4('09:00'), 600e9, 100, 0, false);
    tape.print(since4('09:31'), 600e9, 100, 0, false);
    const running = (time: string, by = 0) =>
      finder
        .levelsAt(since4(time) + by, 600e9, tape, NO_DEALERS)
        .filter(({ isRunning }) => isRunning)
        .map(({ id }) => id);
    expect(running('09:45', -1)).toEqual(['OR_HIGH', 'OR_LOW']);
    expect(running('09:45')).toEqual([]);
    expect(running('09:30', -1)).toContain('PM_HIGH');
  });

  it('asks dealer flow once, and takes null for what it does not know', () => {
    const flow = {
      strikesWithFlow: () => [600e9],
      wall: (right: 'C' | 'P') => (right === 'C' ? { nanos: 605e9 } : null),
      flip: () => 600e9 + 0.4,
    };
    expect(dealerPrices(flow, 0, 601e9)).toEqual({
      strikes: [600e9],
      callWall: 605e9,
      putWall: null,
      flip: 600e9,
    });
    expect(NO_DEALERS).toEqual({ strikes: [], callWall: null, putWall: null, flip: null });
  });
});

describe('Level', () => {
  it('is new until a print comes after the one that made it', () => {
    const finder = new LevelFinder(SPY_PARAMETERS, []);
    const tape = openTape();
    const high = () =>
      finder.levelsAt(0, 601e9, tape, NO_DEALERS).filter(({ id }) => id === 'SESSION_HIGH')[0];
    tape.print(since4('10:00'), 600e9, 100, 0, false);
    tape.print(since4('10:01'), 601e9, 100, 0, false);
    // By distance alone the new high would be touched as soon as it is made.
    expect(high()).toMatchObject({ nanos: 601e9, isNew: true });
    tape.print(since4('10:02'), 600.95e9, 100, 0, false);
    expect(high()).toMatchObject({ nanos: 601e9, isNew: false });
  });

  it('is SUPPORT below spot, RESISTANCE at it and above', () => {
    expect([599e9, 600e9, 601e9].map((nanos) => directionOf(nanos, 600e9))).toEqual([
      'SUPPORT',
      'RESISTANCE',
      'RESISTANCE',
    ]);
  });
});
