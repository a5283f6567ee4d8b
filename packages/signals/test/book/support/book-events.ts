import { NO_PRICE } from '../../../src/book/no-price.js';
import type { ProxyBook } from '../../../src/book/proxy-book.js';

/** `[ticks, size]`, best first; null is a level that is absent. */
export type Levels = readonly (readonly [ticks: number, size: number] | null)[];

export interface BookRow {
  readonly kind: 'book';
  readonly atNs: number;
  readonly bids: Levels;
  readonly asks: Levels;
  readonly depth: number;
  readonly isSnapshot: boolean;
}

export interface PrintRow {
  readonly kind: 'print';
  readonly atNs: number;
  readonly ticks: number;
  readonly size: number;
  readonly side: 1 | -1 | 0;
}

export interface Tick {
  readonly kind: 'tick';
  readonly atNs: number;
}

export type BookEvent = BookRow | PrintRow | Tick;

export function book(
  atNs: number,
  bids: Levels | string,
  asks: Levels | string,
  { depth = 10, isSnapshot = false } = {},
): BookRow {
  return { kind: 'book', atNs, bids: levelsOf(bids), asks: levelsOf(asks), depth, isSnapshot };
}

/** `100:10 - 98:5` is 10 at 100, an absent level, and 5 at 98. */
function levelsOf(levels: Levels | string): Levels {
  if (typeof levels !== 'string') return levels;
  return levels
    .split(' ')
    .filter((level) => level !== '')
    .map((level) => {
      const [ticks, size] = level.split(':').map(Number);
      return level === '-' ? null : [ticks, size];
    });
}

export function print(atNs: number, ticks: number, size: number, side: 1 | -1 | 0): PrintRow {
  return { kind: 'print', atNs, ticks, size, side };
}

export function tick(atNs: number): Tick {
  return { kind: 'tick', atNs };
}

// One set of arrays for all rows, as the engine has.
const bidTicks = new Int32Array(10);
const bidSizes = new Int32Array(10);
const askTicks = new Int32Array(10);
const askSizes = new Int32Array(10);

export function push(proxy: ProxyBook, event: BookEvent): void {
  switch (event.kind) {
    case 'book':
      layOut(event.bids, bidTicks, bidSizes);
      layOut(event.asks, askTicks, askSizes);
      proxy.update(
        event.atNs,
        bidTicks,
        bidSizes,
        askTicks,
        askSizes,
        event.depth,
        event.isSnapshot,
      );
      return;
    case 'print':
      proxy.print(event.atNs, event.ticks, event.size, event.side);
      return;
    case 'tick':
      proxy.advanceTo(event.atNs);
  }
}

export function pushAll(proxy: ProxyBook, events: readonly BookEvent[]): void {
  for (const event of events) {
    push(proxy, event);
  }
}

function layOut(levels: Levels, ticks: Int32Array, sizes: Int32Array): void {
  ticks.fill(NO_PRICE);
  sizes.fill(0);
  for (const [place, level] of levels.entries()) {
    if (level !== null) {
      ticks[place] = level[0];
      sizes[place] = level[1];
    }
  }
}
