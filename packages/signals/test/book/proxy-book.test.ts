import { describe, expect, it } from 'vitest';
import { ProxyBook } from '../../src/book/proxy-book.js';
import { StateWriter } from '../../src/state/state-codec.js';
import { book, print, pushAll, tick, type BookEvent, type Levels } from './support/book-events.js';

const GRID_NS = 250_000_000;
const SECOND = 1_000_000_000;
const PARAMETERS = { barrierWindowSeconds: 240, barrierZoneTicks: 8, bookStaleSeconds: 5 };
const ASKS = '101:5';

/** The bids alone, of a source that shows `depth` levels. */
function bids(
  atNs: number,
  levels: Levels | string,
  options: { depth?: number; isSnapshot?: boolean } = {},
) {
  return book(atNs, levels, ASKS, { depth: 3, ...options });
}

function after(...events: readonly BookEvent[]): ProxyBook {
  const proxy = new ProxyBook(PARAMETERS, GRID_NS);
  pushAll(proxy, events);
  return proxy;
}

/** Flows of the bids within 8 ticks of 100, at the next whole second. */
function flowsOf(...events: readonly BookEvent[]) {
  const last = Math.max(...events.map(({ atNs }) => atNs));
  const proxy = after(...events, tick(Math.ceil(last / SECOND) * SECOND));
  const { added, canceled, filled } = proxy.zone('bid', 100);
  return { added, canceled, filled };
}

const NOTHING = { added: 0, canceled: 0, filled: 0 };

describe('ProxyBook flows', () => {
  // The difference of the depths alone says that nothing came: −10 against 25 executed.
  it('see what was refilled within one update', () => {
    const flows = flowsOf(bids(1, '100:10'), print(2, 100, 25, -1), bids(2, '100:15'));
    expect(flows).toEqual({ added: 30, canceled: 0, filled: 25 });
  });

  it('are of the prints after the book before, up to that of the book itself', () => {
    const flows = flowsOf(
      print(1, 100, 7, -1),
      bids(1, '100:10'),
      print(2, 100, 3, -1),
      bids(2, '100:7'),
      bids(3, '100:7'),
    );
    expect(flows).toEqual({ added: 0, canceled: 0, filled: 3 });
  });

  // Row by row, the first of these rows would say 10 added, the last 10 canceled.
  it('take the books of one instant as one, the last, whichever row the print is', () => {
    const rows = [print(2, 100, 10, -1), bids(2, '100:10'), bids(2, '')];
    expect(flowsOf(bids(1, '100:10'), ...rows)).toEqual({ added: 0, canceled: 0, filled: 10 });
    expect(flowsOf(bids(1, '100:10'), rows[1], rows[0], rows[2])).toEqual({
      added: 0,
      canceled: 0,
      filled: 10,
    });
  });

  // The ten best scroll: counted as flow, a falling market would be canceled above and added below.
  it('are none at prices that only one of the books shows', () => {
    const flows = flowsOf(
      bids(1, '100:10 99:20 98:30'),
      bids(2, '99:20 98:30 97:40'),
      bids(3, '101:1 100:10 99:20'),
    );
    // 100 is better than the last price of both books each time: 10 went, 10 and the 1 at 101 came.
    expect(flows).toEqual({ added: 11, canceled: 10, filled: 0 });
  });

  it('know all prices of a side that shows fewer levels than its source carries', () => {
    const flows = flowsOf(bids(1, '100:10'), bids(2, '100:10 93:4'));
    expect(flows).toEqual({ added: 4, canceled: 0, filled: 0 });
  });

  it('know only the best price of a source that carries one level', () => {
    const flows = flowsOf(
      bids(1, '100:10', { depth: 1 }),
      bids(2, '99:30', { depth: 1 }),
      bids(3, '99:25', { depth: 1 }),
    );
    expect(flows).toEqual({ added: 0, canceled: 5 + 10, filled: 0 });
  });

  it('know a price that is listed with size 0 to be empty', () => {
    const flows = flowsOf(
      bids(1, '100:10 99:5', { depth: 2 }),
      bids(2, '100:0 99:5', { depth: 2 }),
      bids(3, '99:5 98:5', { depth: 2 }),
    );
    expect(flows).toEqual({ added: 0, canceled: 10, filled: 0 });
  });

  it('are added and filled where a price came and went between two books', () => {
    const flows = flowsOf(bids(1, '99:10'), print(2, 100, 4, -1), bids(2, '99:10'));
    expect(flows).toEqual({ added: 4, canceled: 0, filled: 4 });
  });

  it('leave out prints out of sight, of the other side, and of no side', () => {
    const shown = '100:10 99:10';
    const proxy = after(
      bids(1, shown, { depth: 2 }),
      print(2, 97, 50, -1),
      print(2, 100, 50, 1),
      print(2, 100, 50, 0),
      bids(2, shown, { depth: 2 }),
      tick(GRID_NS),
    );
    expect(proxy.zone('bid', 100)).toMatchObject(NOTHING);
    expect(proxy.counts.sideless).toBe(1);
    expect(proxy.zone('ask', 100)).toMatchObject({ added: 50, canceled: 0, filled: 50 });
  });

  it.each([
    ['a snapshot', [bids(2, '100:60', { isSnapshot: true })]],
    ['an instant with a snapshot', [bids(2, '100:60', { isSnapshot: true }), bids(2, '')]],
    ['a book after more than 5 s of silence', [bids(1 + 5 * SECOND + 1, '100:60')]],
    ['a crossed book', [book(2, '102:60', ASKS)]],
    ['a book after a crossed one', [book(2, '102:9', '101:9'), book(3, '99:9', ASKS)]],
    ['no book at all', [book(2, '', '')]],
    ['a book after none', [book(2, '', ''), bids(3, '100:60')]],
    ['a book out of order', [bids(2, '99:60 100:9')]],
    ['a price twice', [bids(2, '99:60 99:9')]],
    ['a size below 0', [bids(2, '100:-60')]],
    ['an instant that is over', [tick(GRID_NS), bids(GRID_NS, '100:60')]],
  ] as const)('are none of %s', (_, events) => {
    expect(flowsOf(bids(1, '100:10'), ...events)).toEqual(NOTHING);
  });

  it('are there of a book after just 5 s, a locked book, and a side that is empty', () => {
    const sixty = { added: 60, canceled: 0, filled: 0 };
    expect(flowsOf(bids(1, ''), bids(1 + 5 * SECOND, '100:60'))).toEqual(sixty);
    expect(flowsOf(bids(1, ''), book(2, '101:60', ASKS))).toEqual(sixty);
    expect(flowsOf(bids(1, '100:10'), bids(2, ''))).toEqual({ ...NOTHING, canceled: 10 });
    const at = 1 + 5 * SECOND;
    const eaten = flowsOf(bids(1, '100:10'), print(at, 100, 4, -1), bids(at, '100:6'));
    expect(eaten).toEqual({ ...NOTHING, filled: 4 });
  });

  it('counts what made none', () => {
    const { counts } = after(
      bids(1, '100:10'),
      book(2, '102:1', ASKS),
      book(3, '', ''),
      bids(4, '100:-1'),
      bids(3, '100:1'),
      print(3, 100, 1, -1),
      print(4, 100, 1, 0),
      bids(5, '100:1'),
      tick(GRID_NS),
    );
    expect(counts).toEqual({
      crossed: 1,
      empty: 1,
      set: 2,
      unordered: 1,
      backwards: 2,
      sideless: 1,
    });
  });
});

describe('ProxyBook window', () => {
  const T = 400 * GRID_NS;
  const WINDOW = 240 * SECOND;
  const added = (atNs: number) => [bids(atNs - 1, '100:10'), bids(atNs, '100:17')];

  // With an ε on either end, a flow at the border would be there twice or never.
  it('is half-open: the end of a bucket belongs to it, its start to the one before', () => {
    const proxy = after(...added(T), tick(T));
    expect(proxy.zone('bid', 100).added).toBe(7);
    proxy.advanceTo(T + WINDOW - GRID_NS);
    expect(proxy.zone('bid', 100).added).toBe(7);
    proxy.advanceTo(T + WINDOW);
    expect(proxy.zone('bid', 100)).toMatchObject(NOTHING);

    const next = after(...added(T + 1), tick(T + GRID_NS), tick(T + WINDOW));
    expect(next.zone('bid', 100).added).toBe(7);
    next.advanceTo(T + WINDOW + GRID_NS);
    expect(next.zone('bid', 100)).toMatchObject(NOTHING);
  });

  it('leaves no residue, and no memory, of millions of contracts', () => {
    const proxy = new ProxyBook(PARAMETERS, GRID_NS);
    for (let step = 1; step <= 3_000; step += 1) {
      const at = step * (GRID_NS / 2);
      pushAll(proxy, [
        print(at, 100 + (step % 40), 1 + ((step * 7_919) % 90_001), -1),
        book(
          at,
          [
            [139, step % 977],
            [100 + (step % 39), step % 7_001],
          ],
          '200:5',
        ),
        ...(step % 2 === 0 ? [tick(at)] : []),
      ]);
    }
    const lots = stateBytes(proxy);
    proxy.advanceTo(3_000 * GRID_NS + WINDOW);
    for (let centre = 100; centre <= 140; centre += 1) {
      expect(proxy.zone('bid', centre)).toMatchObject(NOTHING);
    }
    expect(lots).toBeGreaterThan(10_000);
    expect(stateBytes(proxy)).toBeLessThan(1_000);
  });

  it('is of every price that was seen, so that a level has a past before it is listed', () => {
    const proxy = after(bids(1, '100:10'), bids(2, '100:500'), bids(3, '100:4'), tick(GRID_NS));
    expect(proxy.zone('bid', 92).added).toBe(490);
    expect(proxy.zone('bid', 108).canceled).toBe(496);
    expect(proxy.zone('bid', 109)).toMatchObject(NOTHING);
    expect(proxy.zone('bid', 91)).toMatchObject(NOTHING);
  });
});

describe('ProxyBook zone', () => {
  const TEN: Levels = Array.from({ length: 10 }, (_, level) => [100 - level, 10] as const);

  it('is unknown where less than a quarter of its prices are visible', () => {
    const proxy = after(book(1, TEN, ASKS), tick(GRID_NS));
    // 91 is the last price that is shown. 17 prices: five of them are more than a quarter, four are less.
    expect(proxy.zone('bid', 87)).toMatchObject({ visiblePrices: 5, depth: 50, isUnknown: false });
    expect(proxy.zone('bid', 86)).toMatchObject({ visiblePrices: 4, depth: 40, isUnknown: true });
    expect(proxy.zone('bid', 70)).toMatchObject({ visiblePrices: 0, depth: 0, isUnknown: true });
    expect(proxy.zone('bid', 130)).toMatchObject({ visiblePrices: 17, depth: 0, isUnknown: false });
  });

  it('is unknown when its book is more than 5 s old, and without a book', () => {
    const proxy = after(tick(GRID_NS));
    expect(proxy.zone('bid', 100)).toMatchObject({ visiblePrices: 0, isUnknown: true });
    pushAll(proxy, [book(2 * GRID_NS, TEN, ASKS), tick(2 * GRID_NS + 5 * SECOND)]);
    expect(proxy.zone('bid', 100).isUnknown).toBe(false);
    proxy.advanceTo(3 * GRID_NS + 5 * SECOND);
    expect(proxy.zone('bid', 100).isUnknown).toBe(true);
  });

  it('is unknown once a book lists nothing on either side', () => {
    const proxy = after(book(1, TEN, ASKS), book(2, '', ''), tick(GRID_NS));
    expect(proxy.zone('bid', 100)).toMatchObject({ depth: 0, visiblePrices: 0, isUnknown: true });
  });

  it('takes garbage prices without harm', () => {
    const proxy = after(
      book(1, '2147483646:1 -2147483647:1', '-2147483647:1'),
      book(2, '100:5', '101:5'),
      tick(GRID_NS),
    );
    expect(proxy.counts.unordered).toBe(1);
    expect(proxy.zone('bid', 2_000_000_000)).toMatchObject({ depth: 0, ...NOTHING });
    expect(proxy.zone('bid', 100)).toMatchObject({ depth: 5, isUnknown: false });
  });
});

describe('ProxyBook mid', () => {
  it('is exact to half a tick, of the latest book that has both sides and is not crossed', () => {
    const proxy = after(
      book(1, '99:0 98:2', '101:2'),
      book(2, '102:1', '101:1'),
      book(3, '100:1', ''),
      tick(GRID_NS),
    );
    expect(proxy.midTicks(GRID_NS)).toBe(99.5);
    expect(proxy.midTicks(1 + 5 * SECOND)).toBe(99.5);
    expect(proxy.midTicks(2 + 5 * SECOND)).toBeUndefined();
  });
});

describe('ProxyBook ticks', () => {
  it('refuses a tick before what it has seen', () => {
    const proxy = after(bids(2 * GRID_NS, '100:1'));
    expect(() => proxy.advanceTo(GRID_NS)).toThrow(/expected a tick from/);
    proxy.advanceTo(2 * GRID_NS);
    proxy.advanceTo(2 * GRID_NS);
    expect(() => proxy.advanceTo(GRID_NS)).toThrow(/expected a tick from/);
  });
});

function stateBytes(proxy: ProxyBook): number {
  const writer = new StateWriter();
  proxy.save(writer);
  return writer.finish().length;
}
