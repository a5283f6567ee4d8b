import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { dealerPrices } from '../../src/levels/dealer-prices.js';
import { LevelFinder } from '../../src/levels/level-finder.js';
import { isOffExchange } from '../../src/market/off-exchange.js';
import { printFlags } from '../../src/market/print-flags.js';
import { spotAt } from '../../src/market/spot.js';
import { tradingWindows } from '../../src/market/trading-windows.js';
import { UnderlyingQuotes } from '../../src/market/underlying-quotes.js';
import { UnderlyingTape } from '../../src/market/underlying-tape.js';
import { runwayOf } from '../../src/runway/runway-of.js';
import { readLeanPrints, type LeanPrint } from './support/lean-prints.js';
import { since4, stockSession } from './support/session.js';

const REAL_DATA = process.env.ASSAY_REAL_DATA;
const FOUR_O_CLOCK_MS = 4 * 3_600_000;
const FINRA = 4;
const ARCA = 11;

type Judge = (print: LeanPrint) => { flags: number; isOffExchange: boolean };

const ASSAY: Judge = ({ conditions, letter }) => ({
  flags: printFlags(conditions),
  isOffExchange: isOffExchange(letter === 'D' ? FINRA : ARCA),
});

/** What a system does that reads no conditions. */
const EVERY_PRINT: Judge = () => ({ flags: 0, isOffExchange: false });

function tapeAt(prints: readonly LeanPrint[], tNs: number, judge: Judge): UnderlyingTape {
  const tape = new UnderlyingTape(SPY_PARAMETERS);
  tape.reset(tradingWindows(stockSession('2013-10-07')), []);
  for (const print of prints) {
    const atNs = (print.milliseconds - FOUR_O_CLOCK_MS) * 1e6;
    if (atNs > tNs) {
      break;
    }
    const { flags, isOffExchange: isOff } = judge(print);
    tape.print(atNs, print.nanos, print.size, flags, isOff);
  }
  tape.advanceTo(tNs);
  return tape;
}

function levelsOf(tape: UnderlyingTape, tNs: number) {
  const spot = spotAt(tNs, {
    tape,
    quotes: new UnderlyingQuotes(SPY_PARAMETERS),
    bookMidNanos: undefined,
    ratio: { value: 10, isApproximate: true },
    tradeStaleNs: 60e9,
  });
  const nanos = spot?.nanos ?? Number.NaN;
  const finder = new LevelFinder(SPY_PARAMETERS, []);
  const levels = finder.levelsAt(tNs, nanos, tape, dealerPrices(undefined, tNs, nanos));
  return { spot, levels };
}

function pricesOf(tape: UnderlyingTape, tNs: number): Record<string, number> {
  return Object.fromEntries(levelsOf(tape, tNs).levels.map(({ id, nanos }) => [id, nanos / 1e9]));
}

/** Prices counted from the file by hand: `unzip -p`, and a script over its lines. */
describe.skipIf(REAL_DATA === undefined)('SPY on 2013-10-07 [real data]', () => {
  const close = since4('16:00');
  let prints: readonly LeanPrint[] = [];
  beforeAll(() => {
    const file = join(REAL_DATA ?? '', 'lean-equity-ticks', 'spy_20131007_trade.zip');
    prints = readLeanPrints(file);
  });

  it('has the session high 168.45 and VWAP 167.9232 at 16:00 by its eligible prints', () => {
    const tape = tapeAt(prints, close, ASSAY);
    const levels = pricesOf(tape, close);
    expect(levels).toMatchObject({ SESSION_HIGH: 168.45, SESSION_LOW: 167.25 });
    expect(Math.abs(levels.VWAP - 167.9232)).toBeLessThan(0.0001);
    // Σ price·size / Σ size = 130,693,740,622,800 / 77,829,470 in ten-thousandths.
    expect(tape.vwap()).toBe(167_923_205_211);
  });

  it('would have 168.90 and 167.9302 over every print', () => {
    const levels = pricesOf(tapeAt(prints, close, EVERY_PRINT), close);
    expect(levels.SESSION_HIGH).toBe(168.9);
    expect(Math.abs(levels.VWAP - 167.9302)).toBeLessThan(0.0001);
  });

  it('has PM 167.16 to 167.70 on the exchanges; prints made elsewhere went to 168.08', () => {
    const open = since4('09:30');
    expect(pricesOf(tapeAt(prints, open, ASSAY), open)).toMatchObject({
      PM_HIGH: 167.7,
      PM_LOW: 167.16,
    });
    expect(pricesOf(tapeAt(prints, open, EVERY_PRINT), open).PM_HIGH).toBe(168.08);
  });

  it('has its levels by id around spot, and a runway of each', () => {
    const tape = tapeAt(prints, close, ASSAY);
    const { spot, levels } = levelsOf(tape, close);
    expect(spot).toEqual({ nanos: 167_450_000_000, from: 'trade' });
    expect(levels.map(({ id, nanos }) => [id, nanos / 1e9])).toEqual([
      ['OR_HIGH', 167.67],
      ['OR_LOW', 167.25],
      ['PM_HIGH', 167.7],
      ['PM_LOW', 167.16],
      ...[163, 164, 165, 166, 167, 168, 169, 170, 171, 172].map((price) => [
        `ROUND_${price}`,
        price,
      ]),
      ['SESSION_HIGH', 168.45],
      ['SESSION_LOW', 167.25],
      ['SMA_200', 168.0268],
      ['VWAP', 167.923205211],
    ]);
    const range = tape.trailing.rangeAt(close);
    expect(range).toBe(570_000_000);
    const runway = (id: string) => {
      const level = levels.find((each) => each.id === id);
      return level && runwayOf(level, 'RESISTANCE', levels, range);
    };
    // VWAP is 0.223205211 above PM_HIGH, less than half of 0.57; SMA_200 is no strong kind.
    expect(runway('PM_HIGH')).toMatchObject({
      direction: 'UP',
      next: { id: 'VWAP' },
      distanceNanos: 223_205_211,
      quality: 'OBSTRUCTED',
    });
    expect(runway('VWAP')).toMatchObject({ next: { id: 'ROUND_168' }, quality: 'CLEAR' });
  });
});
