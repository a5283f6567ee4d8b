import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PRICE } from '../../src/book/no-price.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { AggressorRule } from '../../src/tape/aggressor-rule.js';
import { RUNS, TIMEOUT_MS } from './support/print-streams.js';

const MAX_AGE_NS = 5_000_000_000;

type Event =
  | { readonly kind: 'quote'; readonly atNs: number; readonly bid: number; readonly ask: number }
  | {
      readonly kind: 'print';
      readonly atNs: number;
      readonly ticks: number;
      readonly given: number;
    };

/** The answers to the prints among the events. */
function sides(events: readonly Event[], rule = new AggressorRule(MAX_AGE_NS)): number[] {
  return events.flatMap((event) => {
    if (event.kind === 'quote') {
      rule.quote(event.atNs, event.bid, event.ask);
      return [];
    }
    return [rule.aggressorOf(event.atNs, event.ticks, event.given)];
  });
}

const quote = (atNs: number, bid: number, ask: number): Event => ({
  kind: 'quote',
  atNs,
  bid,
  ask,
});
const print = (atNs: number, ticks: number, given = 0): Event => ({
  kind: 'print',
  atNs,
  ticks,
  given,
});

describe('AggressorRule', () => {
  it.each([
    ['takes what the venue says over the quote', [quote(1, 100, 102), print(2, 102, -1)], [-1]],
    ['calls a print above the mid bought', [quote(1, 100, 103), print(2, 102)], [1]],
    ['calls a print below the mid sold', [quote(1, 100, 103), print(2, 101)], [-1]],
    [
      'asks the last change of price for a print at the mid',
      [quote(1, 100, 102), print(2, 102), print(3, 101), print(4, 100), print(5, 101)],
      [1, -1, -1, 1],
    ],
    [
      'keeps the last change while the price stays',
      [print(1, 100), print(2, 101), print(3, 101), print(4, 101)],
      [0, 1, 1, 1],
    ],
    ['says 0 where neither says anything', [print(1, 100), print(2, 100)], [0, 0]],
    [
      'lets prints of known side move the last change too',
      [print(1, 100, 1), print(2, 99, 1), print(3, 99)],
      [1, 1, -1],
    ],
    [
      'judges by the quote strictly earlier, not by that of the same instant',
      [quote(1, 100, 102), quote(5, 102, 104), print(5, 102)],
      [1],
    ],
    [
      'judges by the last of several quotes of the earlier instant',
      [quote(1, 90, 92), quote(1, 100, 102), quote(5, 110, 112), quote(5, 120, 122), print(5, 102)],
      [1],
    ],
    ['has no mid at the very instant of the first quote', [quote(5, 100, 102), print(5, 102)], [0]],
    ['has no mid without a bid', [quote(1, NO_PRICE, 102), print(2, 102)], [0]],
    ['has no mid without an offer', [quote(1, 100, NO_PRICE), print(2, 100)], [0]],
    ['has no mid of a crossed quote', [quote(1, 103, 100), print(2, 103)], [0]],
    ['has the price itself as the mid of a locked quote', [quote(1, 100, 100), print(2, 101)], [1]],
    [
      'takes a quote of exactly the oldest age',
      [quote(1, 100, 102), print(1 + MAX_AGE_NS, 102)],
      [1],
    ],
    ['takes no older one', [quote(1, 100, 102), print(2 + MAX_AGE_NS, 102)], [0]],
    [
      'judges spreads below zero alike',
      [quote(1, -12, -10), print(2, -10), print(3, -12)],
      [1, -1],
    ],
  ] satisfies [string, Event[], number[]][])('%s', (_, events, expected) => {
    expect(sides(events)).toEqual(expected);
  });

  const streams = fc
    .array(
      fc.record({
        gapNs: fc.constantFrom(0, 0, 0, 1, 7, MAX_AGE_NS, MAX_AGE_NS + 1),
        isQuote: fc.boolean(),
        ticks: fc.integer({ min: 98, max: 103 }),
        width: fc.integer({ min: -1, max: 3 }),
        absent: fc.constantFrom('bid', 'ask', 'none', 'none', 'none', 'none'),
        given: fc.constantFrom(0, 0, 0, 1, -1),
      }),
      { maxLength: 60 },
    )
    .map((steps) => {
      let atNs = 0;
      return steps.map(({ gapNs, isQuote, ticks, width, absent, given }): Event => {
        atNs += gapNs;
        return isQuote
          ? quote(
              atNs,
              absent === 'bid' ? NO_PRICE : ticks,
              absent === 'ask' ? NO_PRICE : ticks + width,
            )
          : print(atNs, ticks, given);
      });
    });

  it('answers as a recomputation over the whole history does', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(streams, (events) => {
        const expected = events.flatMap((event, index) =>
          event.kind === 'print' ? [naiveSide(events.slice(0, index), event)] : [],
        );
        expect(sides(events)).toEqual(expected);
      }),
      { numRuns: 5 * RUNS },
    );
  });

  it('goes on from saved state to the same answers', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(streams, fc.nat({ max: 60 }), (events, cut) => {
        const before = new AggressorRule(MAX_AGE_NS);
        const first = sides(events.slice(0, cut), before);
        const writer = new StateWriter();
        before.save(writer);
        const after = new AggressorRule(MAX_AGE_NS);
        sides([quote(1, 7, 9), print(2, 8), print(3, 9)], after);
        after.load(new StateReader(writer.finish()));
        expect([...first, ...sides(events.slice(cut), after)]).toEqual(sides(events));
      }),
      { numRuns: RUNS },
    );
  });

  it('knows nothing of the session before after a reset', () => {
    const rule = new AggressorRule(MAX_AGE_NS);
    sides([quote(1, 100, 102), print(2, 102), print(3, 100)], rule);
    expect(rule.hasPrints).toBe(true);
    rule.reset();
    expect(rule.hasPrints).toBe(false);
    expect(sides([print(4, 102), print(4, 102)], rule)).toEqual([0, 0]);
  });
});

function naiveSide(history: readonly Event[], { atNs, ticks, given }: Event & { kind: 'print' }) {
  if (given !== 0) {
    return given;
  }
  const standing = history.findLast((event) => event.kind === 'quote' && event.atNs < atNs);
  if (standing?.kind === 'quote' && atNs - standing.atNs <= MAX_AGE_NS) {
    const { bid, ask } = standing;
    const mid = bid === NO_PRICE || ask === NO_PRICE || bid > ask ? ticks : (bid + ask) / 2;
    if (ticks !== mid) {
      return ticks > mid ? 1 : -1;
    }
  }
  const other = history.findLast((event) => event.kind === 'print' && event.ticks !== ticks);
  return other?.kind === 'print' ? (ticks > other.ticks ? 1 : -1) : 0;
}
