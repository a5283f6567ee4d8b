import { describe, expect, it } from 'vitest';
import { spotAt, type SpotSources } from '../../src/market/spot.js';
import { tradingWindows } from '../../src/market/trading-windows.js';
import { UnderlyingQuotes } from '../../src/market/underlying-quotes.js';
import { UnderlyingTape } from '../../src/market/underlying-tape.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { stockSession } from './support/session.js';

const SECOND = 1e9;

function sources(more: Partial<SpotSources> = {}): SpotSources {
  const tape = new UnderlyingTape({ trailingMinutes: 30 });
  tape.reset(tradingWindows(stockSession('2025-12-16')), []);
  return {
    tape,
    quotes: new UnderlyingQuotes({ quoteStaleSeconds: 5 }),
    bookMidNanos: undefined,
    ratio: { value: 10.05, isApproximate: false },
    tradeStaleNs: 60 * SECOND,
    ...more,
  };
}

describe('UnderlyingQuotes', () => {
  it('has the mid of a quote for 5 s, the last instant included', () => {
    const quotes = new UnderlyingQuotes({ quoteStaleSeconds: 5 });
    expect(quotes.midAt(0)).toBeUndefined();
    quotes.quote(SECOND, 600.01e9, 600.02e9);
    expect(quotes.midAt(6 * SECOND)).toBe(600_015_000_000);
    expect([quotes.bidAt(SECOND), quotes.askAt(SECOND)]).toEqual([600.01e9, 600.02e9]);
    expect(quotes.midAt(6 * SECOND + 1)).toBeUndefined();
    expect(quotes.bidAt(6 * SECOND + 1)).toBeUndefined();
  });

  it('takes a locked quote, and passes crossed, one-sided and unpriced ones over', () => {
    const quotes = new UnderlyingQuotes({ quoteStaleSeconds: 5 });
    quotes.quote(1 * SECOND, 600e9, 600e9);
    quotes.quote(2 * SECOND, 601e9, 600e9);
    quotes.quote(3 * SECOND, Number.NaN, 600e9);
    quotes.quote(4 * SECOND, 599e9, Number.NaN);
    quotes.quote(4 * SECOND, 0, 600e9);
    expect(quotes.midAt(6 * SECOND)).toBe(600e9);
    expect(quotes.midAt(7 * SECOND)).toBeUndefined();
  });

  it('rounds half a nano-unit up, and goes on from saved state', () => {
    const quotes = new UnderlyingQuotes({ quoteStaleSeconds: 5 });
    quotes.quote(0, 3, 4);
    const writer = new StateWriter();
    quotes.save(writer);
    const other = new UnderlyingQuotes({ quoteStaleSeconds: 5 });
    other.load(new StateReader(writer.finish()));
    expect([quotes.midAt(0), other.midAt(0)]).toEqual([4, 4]);
    other.reset();
    expect(other.midAt(0)).toBeUndefined();
  });
});

describe('spotAt', () => {
  it('of a stock is quote, then trade, then book ÷ ratio, then none', () => {
    const all = sources({ bookMidNanos: 6_030e9 });
    expect(spotAt(0, all)).toEqual({ nanos: 600e9, from: 'proxy book' });
    all.tape.print(0, 601e9, 1, 0, false);
    expect(spotAt(60 * SECOND, all)).toEqual({ nanos: 601e9, from: 'trade' });
    expect(spotAt(60 * SECOND + 1, all)?.from).toBe('proxy book');
    all.quotes?.quote(50 * SECOND, 602e9, 602e9);
    expect(spotAt(55 * SECOND, all)).toEqual({ nanos: 602e9, from: 'quote' });
    expect(spotAt(55 * SECOND + 1, all)?.from).toBe('trade');
    expect(spotAt(0, sources())).toBeUndefined();
  });

  it('of futures is their own book, then their last trade, however old', () => {
    const own = { quotes: undefined, ratio: { value: 1, isApproximate: false } };
    const traded = sources({ ...own });
    expect(spotAt(0, traded)).toBeUndefined();
    traded.tape.print(0, 5_500e9, 1, 0, false);
    expect(spotAt(3_600 * SECOND, traded)).toEqual({ nanos: 5_500e9, from: 'trade' });
    const booked = { ...traded, bookMidNanos: 5_500.125e9 };
    expect(spotAt(0, booked)).toEqual({ nanos: 5_500.125e9, from: 'own book' });
  });
});
