import type { AnyRow } from '@assay/schemas';
import type { Fate } from './confusion.js';
import { START_NS, TICK_POINTS, type FuturesRows } from './scenario-engine.js';

const LEVELS_SHOWN = 10;
/** A wall has stood since before the barrier's window when its fate begins. */
const STANDS_SECONDS = 250;
/** Its fate: so many steps, one each quarter of a second at which it is the touch. */
const STEPS = 20;
const STEP_NS = 250_000_000n;
const LONGEST_NS = 40_000_000_000n;
/** The price is not passed for so long after it: until the tick that has to know of it. */
const AFTER_NS = 500_000_000n;

/** Where and when a wall can stand in a market, and be traded at. */
interface WallPlace {
  readonly side: 'bid' | 'ask';
  readonly price: number;
  /** Instants at which the market's own best price is the wall's. */
  readonly stepsNs: readonly bigint[];
}

/**
 * The first place of a wall on a side: a price that the market, without knowing of the wall, has not passed
 * from its start on, comes to after 250 s, and does not pass until the fate is over and a tick has come. Undefined where there is none.
 */
export function wallPlace(books: readonly AnyRow[], side: 'bid' | 'ask'): WallPlace | undefined {
  const away = side === 'bid' ? -1 : 1;
  let farthest = away * bestOf(books[0], side);
  for (const [index, book] of books.entries()) {
    const best = away * bestOf(book, side);
    farthest = Math.max(farthest, best);
    if (secondsOf(book) >= STANDS_SECONDS && best === farthest) {
      const stepsNs = stepsFrom(books, index, side, away * farthest);
      if (stepsNs !== undefined) {
        return { side, price: away * farthest, stepsNs };
      }
    }
  }
  return undefined;
}

/** The steps of a fate that begins after a book; undefined where the market passes the price before it is over. */
function stepsFrom(
  books: readonly AnyRow[],
  from: number,
  side: 'bid' | 'ask',
  price: number,
): bigint[] | undefined {
  const away = side === 'bid' ? -1 : 1;
  const steps: bigint[] = [];
  const startNs = timeOf(books[from]);
  let index = from;
  for (let atNs = startNs + 1n; atNs < startNs + LONGEST_NS; atNs += STEP_NS) {
    while (index + 1 < books.length && timeOf(books[index + 1]) <= atNs) {
      index += 1;
      if (away * bestOf(books[index], side) > away * price) {
        return undefined;
      }
    }
    if (index + 1 === books.length) {
      return undefined;
    }
    if (steps.length === STEPS && atNs > steps[STEPS - 1] + AFTER_NS) {
      return steps;
    }
    if (
      steps.length < STEPS &&
      bestOf(books[index], side) === price &&
      timeOf(books[index]) < atNs
    ) {
      steps.push(atNs);
    }
  }
  return undefined;
}

/** The market with a wall of so many contracts that stands from its start on and has a fate; to some seconds after. */
export function withWall(
  { trades, books }: FuturesRows,
  { side, price, stepsNs }: WallPlace,
  contracts: number,
  fate: Fate,
): FuturesRows {
  const untilNs = stepsNs[STEPS - 1] + AFTER_NS;
  const ownTrades: AnyRow[] = [];
  const ownBooks: AnyRow[] = [];
  let left = contracts;
  let step = 0;
  for (const [index, book] of books.entries()) {
    if (timeOf(book) > untilNs) {
      break;
    }
    ownBooks.push(bookWith(book, side, price, left));
    const nextNs = index + 1 < books.length ? timeOf(books[index + 1]) : untilNs;
    for (; step < STEPS && stepsNs[step] < nextNs; step += 1) {
      const size = Math.ceil(left / (fate === 'refilled' ? STEPS : STEPS - step));
      const stamp = { ts_event_ns: stepsNs[step], ts_recv_ns: stepsNs[step] + 200_000n };
      if (fate === 'eaten' || fate === 'refilled') {
        const aggressor = side === 'bid' ? -1 : 1;
        const { source, symbol, seq } = book;
        const print = { source, symbol, seq, price, size, aggressor, exchange: 'XCME' };
        ownTrades.push({ ...print, ...stamp });
      }
      left -= fate === 'pulled' || fate === 'eaten' ? size : 0;
      if (fate !== 'alone') {
        ownBooks.push({ ...bookWith(book, side, price, left), ...stamp });
      }
    }
  }
  const all = [...trades.filter((row) => timeOf(row) <= untilNs), ...ownTrades];
  return { trades: all.sort((one, other) => Number(timeOf(one) - timeOf(other))), books: ownBooks };
}

/** A book with so much more at one price, where that is in sight. */
function bookWith(book: AnyRow, side: 'bid' | 'ask', price: number, more: number): AnyRow {
  const away = side === 'bid' ? -1 : 1;
  const sizes = new Map<number, number>();
  for (let level = 1; level <= LEVELS_SHOWN; level += 1) {
    const size = Number(book[`${side}_sz_${level}`]);
    if (size > 0) {
      sizes.set(Number(book[`${side}_px_${level}`]), size);
    }
  }
  const last = Math.max(...[...sizes.keys()].map((one) => away * one));
  if (more === 0 || away * price > last) {
    return book;
  }
  sizes.set(price, (sizes.get(price) ?? 0) + more);
  const shown = [...sizes].sort(([one], [other]) => away * (one - other)).slice(0, LEVELS_SHOWN);
  const changed: Record<string, AnyRow[string]> = { ...book };
  for (let level = 0; level < LEVELS_SHOWN; level += 1) {
    const [at, size] = shown[level] ?? [null, 0];
    changed[`${side}_px_${level + 1}`] = at;
    changed[`${side}_sz_${level + 1}`] = size;
  }
  return changed;
}

function bestOf(book: AnyRow, side: 'bid' | 'ask'): number {
  return Math.round(Number(book[`${side}_px_1`]) / TICK_POINTS) * TICK_POINTS;
}

function timeOf({ ts_event_ns: atNs }: AnyRow): bigint {
  return BigInt(atNs ?? 0);
}

function secondsOf(row: AnyRow): number {
  return Number(timeOf(row) - START_NS) / 1e9;
}
