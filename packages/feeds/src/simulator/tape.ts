import { midOf, takeLiquidity, type Book, type Fill } from './book.js';
import { drawFarLevel } from './book-flow.js';
import { settleFills, type Wall } from './effects/walls.js';
import { chance, logNormalSize, type RandomState } from './random.js';

/** What the tape remembers; JSON-safe. */
export interface Tape {
  /** The last aggressor: +1 buyer, −1 seller. Large orders are sliced, so signs persist. */
  lastAggressor: number;
}

/** What an order takes from the book. */
export interface MarketOrder {
  /** +1 buyer, −1 seller. */
  readonly aggressor: number;
  /** In the order of printing: the first at the opposite touch. */
  readonly fills: readonly Fill[];
}

/** A market order goes through three prices at most; the rest of it is cancelled. */
const MAX_LEVELS = 3;

/** Draws which way the next market order goes: after the fair price, and as the last one went. */
export function drawAggressor(
  tape: Tape,
  book: Book,
  fairTicks: number,
  random: RandomState,
): number {
  const lean = Math.max(-0.45, Math.min(0.45, 0.35 * (fairTicks - midOf(book))));
  return chance(random, 0.5 + 0.8 * lean + 0.12 * tape.lastAggressor) ? 1 : -1;
}

/** Executes an order against the book and the walls in it. */
export function executeOrder(
  book: Book,
  walls: readonly Wall[],
  order: { readonly aggressor: number; readonly size: number; readonly maxLevels?: number },
  random: RandomState,
): MarketOrder {
  const { aggressor, size, maxLevels = MAX_LEVELS } = order;
  const name = aggressor === 1 ? 'ask' : 'bid';
  const side = book[name];
  const fills = takeLiquidity(side, size, maxLevels, (ticks) =>
    drawFarLevel(walls, side, ticks, random),
  );
  settleFills(walls, side, name, fills);
  return { aggressor, fills };
}

/** The size of a market order: mostly one or two contracts, a few dozens, rarely hundreds. */
export function drawOrderSize(random: RandomState): number {
  return chance(random, 0.012)
    ? logNormalSize(random, 25, 0.9, 500)
    : logNormalSize(random, 1.15, 1, 60);
}
