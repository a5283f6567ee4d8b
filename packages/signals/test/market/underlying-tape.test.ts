import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRINT_NO_EXTREME, PRINT_NO_VOLUME } from '../../src/market/print-flags.js';
import type { RunningRange } from '../../src/market/running-range.js';
import { tradingWindows } from '../../src/market/trading-windows.js';
import { UnderlyingTape } from '../../src/market/underlying-tape.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { printStreams, type Print } from './support/generated-prints.js';
import { naiveTape } from './support/naive-tape.js';
import { since4, stockSession } from './support/session.js';

const isLong = process.env.ASSAY_LONG === '1';

const WINDOWS = tradingWindows(stockSession('2025-12-16'));
const PARAMETERS = { trailingMinutes: 30 };

function openTape(carried: readonly number[] = []): UnderlyingTape {
  const tape = new UnderlyingTape(PARAMETERS);
  tape.reset(WINDOWS, carried);
  return tape;
}

function push(tape: UnderlyingTape, { atNs, nanos, size, flags, isOffExchange }: Print): void {
  tape.print(atNs, nanos, size, flags, isOffExchange);
}

/** A print of 100 shares at a price in dollars. */
function print(time: string, price: number, more: Partial<Print> = {}): Print {
  const nanos = Math.round(price * 1e9);
  return { atNs: since4(time), nanos, size: 100, flags: 0, isOffExchange: false, ...more };
}

function rangeOf(range: RunningRange) {
  const { high, low, isHighNew, isLowNew } = range;
  return range.isEmpty ? null : { high, low, isHighNew, isLowNew };
}

function saysAt(tape: UnderlyingTape, tNs: number) {
  tape.advanceTo(tNs);
  return {
    premarket: rangeOf(tape.premarket),
    opening: rangeOf(tape.opening),
    regular: rangeOf(tape.regular),
    vwap: tape.vwap() ?? null,
    sma: [5, 200].map((count) => tape.bars.meanOf(count) ?? null),
    last: tape.lastTrade()?.nanos,
    trailing: tape.trailing.rangeAt(tNs),
  };
}

function restored(tape: UnderlyingTape): UnderlyingTape {
  const writer = new StateWriter();
  tape.save(writer);
  const other = openTape();
  const reader = new StateReader(writer.finish());
  other.load(reader);
  expect(reader.isAtEnd).toBe(true);
  return other;
}

/** One property, for few runs and for many. */
function holdsFor(numRuns: number): void {
  const carried = Array.from({ length: 198 }, (_, index) => (60_000 + index) * 10_000_000);
  fc.assert(
    fc.property(printStreams, fc.integer({ min: 1, max: 7 }), fc.nat(), (prints, step, stop) => {
      let tape = openTape(carried);
      for (let from = 0; from < prints.length; from += step) {
        const batch = prints.slice(from, from + step);
        batch.forEach((each) => {
          push(tape, each);
        });
        const tNs = (batch.at(-1)?.atNs ?? 0) + (from % 3) * 250e6;
        const history = prints.slice(0, from + step).filter(({ atNs }) => atNs <= tNs);
        const next = prints[from + step] as Print | undefined;
        if (next !== undefined && next.atNs <= tNs) {
          continue;
        }
        expect(saysAt(tape, tNs)).toEqual(naiveTape(history, tNs, WINDOWS, carried));
        tape = from % (stop + 1) === 0 ? restored(tape) : tape;
      }
    }),
    { numRuns },
  );
}

describe('UnderlyingTape', () => {
  it('says what the whole history says, at every tick, also restored in the middle', () => {
    holdsFor(150);
  });

  it.skipIf(!isLong)('does so over thousands of streams [long]', { timeout: 600_000 }, () => {
    holdsFor(5_000);
  });

  it('keeps prints made off exchange out of PM, and of PM only', () => {
    const tape = openTape();
    push(tape, print('08:00', 600));
    push(tape, print('08:01', 611, { isOffExchange: true }));
    expect(tape.premarket.high).toBe(600e9);
    push(tape, print('10:00', 612, { isOffExchange: true }));
    expect(tape.regular.high).toBe(612e9);
  });

  it('takes the last nanosecond before 09:30 into PM, and 09:30 into OR and SESSION', () => {
    const tape = openTape();
    push(tape, print('08:00', 600, { atNs: since4('09:30') - 1 }));
    push(tape, print('09:30', 601));
    push(tape, print('09:45', 602));
    push(tape, print('16:00', 603));
    expect(tape.premarket.high).toBe(600e9);
    expect(tape.opening).toMatchObject({ high: 601e9, low: 601e9 });
    expect(tape.regular).toMatchObject({ high: 602e9, low: 601e9 });
  });

  it('does not let the trade that makes a new extreme touch it', () => {
    const tape = openTape();
    push(tape, print('10:00', 600));
    push(tape, print('10:01', 601));
    expect(tape.regular).toMatchObject({ high: 601e9, isHighNew: true, isLowNew: false });
    push(tape, print('10:02', 601));
    expect(tape.regular).toMatchObject({ high: 601e9, isHighNew: false });
  });

  it('lets a print of no volume set neither VWAP nor extreme, and an old one only VWAP', () => {
    const tape = openTape();
    push(tape, print('10:00', 600));
    push(tape, print('10:01', 700, { flags: PRINT_NO_EXTREME | PRINT_NO_VOLUME }));
    expect([tape.vwap(), tape.regular.high]).toEqual([600e9, 600e9]);
    push(tape, print('10:02', 610, { flags: PRINT_NO_EXTREME }));
    expect([tape.vwap(), tape.regular.high]).toEqual([605e9, 600e9]);
    expect(tape.lastTrade()).toEqual({ atNs: since4('10:00'), nanos: 600e9 });
  });

  it('adds money up exactly where a float64 no longer does', () => {
    const tape = openTape();
    const size = 2_000_000_000;
    let [money, floats] = [0n, 0];
    for (let index = 0; index < 1_000; index += 1) {
      const each = print('10:00', 600.0001 + index / 10_000, { size: size + index });
      push(tape, each);
      money += BigInt(each.nanos) * BigInt(each.size);
      floats += each.nanos * each.size;
    }
    expect(BigInt(floats)).not.toBe(money);
    const shares = 1_000n * BigInt(size) + 499_500n;
    expect(tape.vwap()).toBe(Number((2n * money + shares) / (2n * shares)));
  });

  it('counts a bar from its end on, and none where nothing traded', () => {
    const tape = openTape([600e9, 600e9, 600e9, 600e9]);
    push(tape, print('10:00:01', 610));
    tape.advanceTo(since4('10:02') - 1);
    // A mean that takes the bar under way in would be 602 by now.
    expect(tape.bars.meanOf(5)).toBeUndefined();
    tape.advanceTo(since4('10:02'));
    expect(tape.bars.meanOf(5)).toBe(602e9);
    push(tape, print('10:10', 620));
    tape.advanceTo(since4('10:12'));
    expect(tape.bars.completed()).toEqual([600e9, 600e9, 600e9, 600e9, 610e9, 620e9]);
  });
});
