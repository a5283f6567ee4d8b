import { describe, expect, it } from 'vitest';
import { restoreMarketSimulator } from '../../src/simulator/market.js';
import { createRandom, uniform } from '../../src/simulator/random.js';
import { digest, market, SECOND_NS, START_NS, take } from './markets.js';

/** About eight events a second. */
const SLOW = {
  bookUpdates: 4,
  futuresTrades: 1,
  stockQuotes: 1,
  stockTrades: 1,
  optionTrades: 0.5,
  greeksEverySeconds: 60,
};

describe('createMarketSimulator', () => {
  it('gives the same bytes for the same options, on every machine', () => {
    const events = take(market(), 20_000);
    expect(digest(events.slice(0, 2_000))).toBe(digest(take(market(), 2_000).slice(0, 2_000)));
    expect(digest(events)).toBe('1e9014fa17b85dbbe4d88254f7b173b5f198aa96cc3585fd53a478f6a3b787c9');
  });

  it('gives other bytes for another seed', () => {
    expect(digest(take(market({ seed: 8 }), 1_000))).not.toBe(digest(take(market(), 1_000)));
  });

  it('does not depend on how it is moved on', () => {
    const whole = market().advance(START_NS + 20n * SECOND_NS, Infinity);
    const parts = market();
    const pieces = [];
    const random = createRandom(5, 'pieces');
    while (parts.nextOrdinal < whole.length) {
      const reach = parts.timeNs + BigInt(Math.floor(uniform(random) * 1e9));
      const until = START_NS + 20n * SECOND_NS;
      pieces.push(...parts.advance(reach < until ? reach : until, uniform(random) * 500));
    }
    expect(digest(pieces)).toBe(digest(whole));
  });

  it('starts with whole books at the start, and ends inclusively', () => {
    const simulator = market();
    expect(simulator.timeNs).toBe(START_NS);
    expect(simulator.advance(START_NS - 1n, 10)).toEqual([]);
    const [book, quote, ...more] = simulator.advance(START_NS, 10);
    expect([book.dataset.id, book.row.ts_event_ns]).toEqual(['futures.mbp10.v1', START_NS]);
    expect(book.row).toMatchObject({ is_snapshot: true, symbol: 'ESH6' });
    expect(quote.dataset.id).toBe('stocks.quotes.v1');
    expect(more).toEqual([]);
  });

  it('leaves out the feeds whose rate is 0', () => {
    const off = { stockQuotes: 0, stockTrades: 0, optionTrades: 0, greeksEverySeconds: 0 };
    const kinds = take(market(off), 5_000).map((event) => event.dataset.id);
    expect(new Set(kinds)).toEqual(new Set(['futures.mbp10.v1', 'futures.trades.v1']));
  });

  it('keeps trades and options near a tenth of the future when no quotes are sent', () => {
    const events = take(market({ stockQuotes: 0 }), 50_000);
    let tenth = 685;
    let most = 0;
    for (const { row } of events) {
      if ('bid_px_1' in row) {
        tenth = (row.bid_px_1! + row.ask_px_1!) / 20;
      } else if ('conditions' in row && 'symbol' in row) {
        most = Math.max(most, Math.abs(row.price - tenth));
      }
    }
    expect(most).toBeLessThan(0.1);
  });

  it('takes the symbols it is told', () => {
    const simulator = market({ futuresSymbol: 'ESZ5', stockSymbol: 'IVV' });
    const symbols = take(simulator, 5_000).map(({ row }) =>
      'symbol' in row ? row.symbol : row.underlying,
    );
    expect(new Set(symbols)).toEqual(new Set(['ESZ5', 'IVV']));
  });

  it('that never closes rolls the contract and the listing at midnight UTC', () => {
    const midnight = 1_765_411_200_000_000_000n; // 2025-12-11, the roll day of ESZ5
    const simulator = market({ hours: 'always', startNs: midnight - 2n * SECOND_NS });
    const events = simulator.advance(midnight + 7n * SECOND_NS, Infinity);
    const books = events.filter((event) => event.dataset.id === 'futures.mbp10.v1');
    const snapshots = books.filter(({ row }) => 'is_snapshot' in row && row.is_snapshot);
    expect(snapshots.map(({ row }) => 'symbol' in row && row.symbol)).toEqual(['ESZ5', 'ESH6']);
    expect(books.at(-1)?.row).toMatchObject({ symbol: 'ESH6' });
  });
});

describe('restoreMarketSimulator', () => {
  it('goes on to the same bytes from any point, through JSON and over the hour', () => {
    const random = createRandom(11, 'points');
    const original = market(SLOW);
    for (let point = 0; point < 12; point += 1) {
      original.advance(original.timeNs + BigInt(Math.floor(uniform(random) * 6e11)), Infinity);
      const text = JSON.stringify(original.snapshot());
      const restored = restoreMarketSimulator(JSON.parse(text));
      expect(restored.timeNs).toBe(original.timeNs);
      expect(digest(take(restored, 1_000))).toBe(digest(take(original, 1_000)));
      expect(restored.snapshot()).toEqual(original.snapshot());
    }
    expect(original.timeNs - START_NS).toBeGreaterThan(3_600n * SECOND_NS);
  });

  it('is not touched by what happens to the market or the snapshot afterwards', () => {
    const original = market();
    const snapshot = original.snapshot();
    take(original, 1_000);
    take(restoreMarketSimulator(snapshot), 1_000);
    expect(snapshot).toEqual(market().snapshot());
  });

  it('wakes at the given instant with whole books, ordinals and numbers going on', () => {
    const original = market();
    const before = take(original, 10_000);
    const resumeAtNs = original.timeNs + 7_200n * SECOND_NS;
    const after = take(restoreMarketSimulator(original.snapshot(), { resumeAtNs }), 10_000);
    expect(after[0].ordinal).toBe(before.length);
    expect(after[0].row).toMatchObject({ ts_event_ns: resumeAtNs, is_snapshot: true });
    expect(after[1].dataset.id).toBe('stocks.quotes.v1');
    const lastSequence = Math.max(...before.map(({ row }) => ('seq' in row ? Number(row.seq) : 0)));
    expect(after[0].row).toHaveProperty('seq');
    expect('seq' in after[0].row && Number(after[0].row.seq)).toBeGreaterThan(lastSequence);
    const again = take(restoreMarketSimulator(original.snapshot(), { resumeAtNs }), 10_000);
    expect(digest(again)).toBe(digest(after));
  });

  it('never goes back: an instant in the past changes nothing', () => {
    const original = market();
    take(original, 1_000);
    const resumed = restoreMarketSimulator(original.snapshot(), { resumeAtNs: START_NS });
    expect(digest(take(resumed, 1_000))).toBe(digest(take(original, 1_000)));
  });

  it('chooses contract and options anew after a pause over the roll', () => {
    const startNs = START_NS - 30n * 86_400n * SECOND_NS;
    const original = market({ hours: 'always', startNs });
    take(original, 1_000);
    const resumed = restoreMarketSimulator(original.snapshot(), { resumeAtNs: START_NS });
    const events = resumed.advance(START_NS + 6n * SECOND_NS, Infinity);
    expect(events[0].row).toMatchObject({ symbol: 'ESH6' });
    const greeks = events.filter((event) => event.dataset.id === 'options.greeks_snapshots.v1');
    const expiries = greeks.map(
      ({ row }) => 'option_symbol' in row && row.option_symbol.slice(6, 12),
    );
    expect(new Set(expiries)).toEqual(new Set(['251219', '251226']));
  });
});
