/** Price levels kept a side: ten are shown, the rest stand ready behind them. */
export const LEVELS_KEPT = 24;

/** One side of the book; JSON-safe. Prices are integer ticks, sizes contracts. */
export interface BookSide {
  /** The touch. Its size, `sizes[0]`, is never 0. */
  best: number;
  /** Direction from the touch into the book: −1 for bids, +1 for offers. */
  readonly away: 1 | -1;
  /** `sizes[i]` rests at `best + away · i`; 0 is an empty price. Always `LEVELS_KEPT` long. */
  readonly sizes: number[];
}

/** The limit order book of one contract; the bid is always below the offer. */
export interface Book {
  readonly bid: BookSide;
  readonly ask: BookSide;
}

/** What a market order took at one price. */
export interface Fill {
  readonly ticks: number;
  readonly size: number;
}

/** Draws the size of a level, at a price in ticks, that comes into sight at the far end of a side. */
export type FarLevelSize = (ticks: number) => number;

/** Ticks between the touches; 1 is as tight as it gets. */
export function spreadOf(book: Book): number {
  return book.ask.best - book.bid.best;
}

/** The middle of the touches, in ticks (a multiple of one half). */
export function midOf(book: Book): number {
  return (book.ask.best + book.bid.best) / 2;
}

/** The level of a side at a price in ticks; below 0 beyond the touch, `LEVELS_KEPT` or more out of sight. */
export function levelAt(side: BookSide, ticks: number): number {
  return (ticks - side.best) * side.away;
}

/** Adds resting contracts at a level that is already kept. */
export function addAt(side: BookSide, level: number, size: number): void {
  side.sizes[level] += size;
}

/** Takes resting contracts away at a level; an emptied touch gives way to the next price. */
export function cancelAt(
  side: BookSide,
  level: number,
  size: number,
  farLevelSize: FarLevelSize,
): void {
  side.sizes[level] -= Math.min(size, side.sizes[level]);
  dropEmptyTouch(side, farLevelSize);
}

/** Sets a new touch one tick inside the spread. The caller makes sure that the spread is wider. */
export function improveTouch(side: BookSide, size: number): void {
  side.best -= side.away;
  side.sizes.unshift(size);
  side.sizes.pop();
}

/**
 * Executes a market order against a side: best price first, through at most `maxLevels` prices; what
 * is left then is cancelled, as a protected market order is. The fills are in the order of printing.
 */
export function takeLiquidity(
  side: BookSide,
  size: number,
  maxLevels: number,
  farLevelSize: FarLevelSize,
): Fill[] {
  const fills: Fill[] = [];
  let left = size;
  while (left > 0 && fills.length < maxLevels) {
    const taken = Math.min(left, side.sizes[0]);
    fills.push({ ticks: side.best, size: taken });
    side.sizes[0] -= taken;
    left -= taken;
    dropEmptyTouch(side, farLevelSize);
  }
  return fills;
}

function dropEmptyTouch(side: BookSide, farLevelSize: FarLevelSize): void {
  while (side.sizes[0] === 0) {
    side.sizes.shift();
    side.best += side.away;
    side.sizes.push(farLevelSize(side.best + side.away * side.sizes.length));
  }
}
