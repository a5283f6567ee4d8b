import type { FuturesBook, FuturesTrade } from '@assay/schemas';
import type { LevelSnapshot } from '@assay/signals';
import { EVENING_START_NS, type Evening } from './es-evening.js';

const SECOND = 1_000_000_000n;
const OPENING_RANGE_END_NS = EVENING_START_NS + 900n * SECOND;

/** Levels of the prints at each tick, by going through all prints in the order of the file. */
export function naiveLevels(
  trades: readonly FuturesTrade[],
  snapshots: readonly LevelSnapshot[],
): ReadonlyMap<bigint, Readonly<Record<string, number>>> {
  const found = new Map<bigint, Readonly<Record<string, number>>>();
  const [session, opening] = [emptyRange(), emptyRange()];
  let cents = 0n;
  let contracts = 0n;
  let next = 0;
  for (const { tsEventNs } of snapshots) {
    for (; next < trades.length && trades[next].ts_event_ns <= tsEventNs; next += 1) {
      const { price, size, ts_event_ns: atNs } = trades[next];
      if (atNs < EVENING_START_NS) {
        continue;
      }
      widen(session, price);
      if (atNs < OPENING_RANGE_END_NS) {
        widen(opening, price);
      }
      cents += BigInt(price * 100) * BigInt(size);
      contracts += BigInt(size);
    }
    // Rounded to the nano-unit, half up.
    const nanos = (2n * cents * 10_000_000n + contracts) / (2n * contracts);
    found.set(tsEventNs, {
      ...{ SESSION_HIGH: session.high, SESSION_LOW: session.low },
      ...{ OR_HIGH: opening.high, OR_LOW: opening.low },
      VWAP: Number(nanos) / 1e9,
    });
  }
  return found;
}

function emptyRange() {
  return { high: -Infinity, low: Infinity };
}

function widen(range: { high: number; low: number }, price: number): void {
  range.high = Math.max(range.high, price);
  range.low = Math.min(range.low, price);
}

/** Bid, ask and spot at each tick; of a book older than 5 s only the last print is left. */
export function naiveSpots(
  { trades, books }: Evening,
  snapshots: readonly LevelSnapshot[],
): (readonly (number | null)[])[] {
  let book: FuturesBook | undefined;
  let print: FuturesTrade | undefined;
  let [nextBook, nextPrint] = [0, 0];
  return snapshots.map(({ tsEventNs }) => {
    for (; nextBook < books.length && books[nextBook].ts_event_ns <= tsEventNs; nextBook += 1) {
      book = books[nextBook];
    }
    for (
      ;
      nextPrint < trades.length && trades[nextPrint].ts_event_ns <= tsEventNs;
      nextPrint += 1
    ) {
      print = trades[nextPrint];
    }
    const { bid_px_1: bid = null, ask_px_1: ask = null, ts_event_ns: atNs = 0n } = book ?? {};
    const isFresh = atNs >= EVENING_START_NS && tsEventNs - atNs <= 5n * SECOND;
    if (!isFresh || bid === null || ask === null) {
      return [null, null, print?.price ?? null];
    }
    return [bid, ask, (bid + ask) / 2];
  });
}
