import { midOf, takeLiquidity, type Book, type Fill } from './book.js';
import { drawFarLevel } from './book-flow.js';
import { chance, logNormalSize, type RandomState } from './random.js';

/** What the tape remembers; JSON-safe. */
export interface Tape {
  /** The last aggressor: +1 buyer, −1 seller. Large orders are sliced, so signs persist. */
  lastAggressor: number;
}

export interface MarketOrder {
  /** +1 buyer, −1 seller. */
  readonly aggressor: number;
  /** In the order of printing: the first at the opposite touch. */
  readonly fills: readonly Fill[];
}

/** A market order goes through three prices at most; the rest of it is cancelled. */
const MAX_LEVELS = 3;

/** Draws a market order and executes it against the book. */
export function executeMarketOrder(
  tape: Tape,
  book: Book,
  fairTicks: number,
  random: RandomState,
): MarketOrder {
  const lean = Math.max(-0.45, Math.min(0.45, 0.35 * (fairTicks - midOf(book))));
  const buys = chance(random, 0.5 + 0.8 * lean + 0.12 * tape.lastAggressor);
  const aggressor = buys ? 1 : -1;
  const touch = buys ? book.ask : book.bid;
  const size = drawSize(random);
  const fills = takeLiquidity(touch, size, MAX_LEVELS, () => drawFarLevel(random));
  tape.lastAggressor = aggressor;
  return { aggressor, fills };
}

/** Mostly one or two contracts, a few dozens, rarely hundreds. */
function drawSize(random: RandomState): number {
  return chance(random, 0.012)
    ? logNormalSize(random, 25, 0.9, 500)
    : logNormalSize(random, 1.15, 1, 60);
}
