import {
  addAt,
  cancelAt,
  improveTouch,
  LEVELS_KEPT,
  midOf,
  spreadOf,
  type Book,
  type BookSide,
} from './book.js';
import { chance, logNormalSize, uniform, type RandomState } from './random.js';

const TOUCH_SIZE = 18;
const LARGEST_LEVEL = 2_000;

/** Contracts that usually rest at a level: few at the touch, three times as many further out. */
function usualSize(level: number): number {
  return TOUCH_SIZE * Math.min(1 + 0.45 * level, 3.2);
}

/** The size of a level that comes into sight at the far end. */
export function drawFarLevel(random: RandomState): number {
  return logNormalSize(random, usualSize(LEVELS_KEPT - 1), 0.5, LARGEST_LEVEL);
}

/** A full book, one tick wide, around a price in ticks. */
export function openBook(ticks: number, random: RandomState): Book {
  const best = Math.floor(ticks);
  const sizes = (): number[] =>
    Array.from({ length: LEVELS_KEPT }, (_, level) =>
      logNormalSize(random, usualSize(level), 0.5, LARGEST_LEVEL),
    );
  return {
    bid: { best, away: -1, sizes: sizes() },
    ask: { best: best + 1, away: 1, sizes: sizes() },
  };
}

/**
 * One change of the book that is no trade: an order is added or cancelled. Where the fair price has
 * moved away, the side in its way is pulled and the other side steps up behind it; that is how the
 * book follows the price.
 */
export function applyOrder(book: Book, fairTicks: number, random: RandomState): void {
  const distance = fairTicks - midOf(book);
  const farLevel = (): number => drawFarLevel(random);
  if (spreadOf(book) > 1 && chance(random, 0.85)) {
    const bidSteps = chance(random, 0.5 + (0.5 * distance) / (Math.abs(distance) + 0.3));
    improveTouch(bidSteps ? book.bid : book.ask, logNormalSize(random, 6, 0.7, 60));
    return;
  }
  const excess = Math.abs(distance) - 0.7;
  if (excess > 0 && chance(random, Math.min(0.7, 0.3 * excess))) {
    const side = distance > 0 ? book.ask : book.bid;
    cancelAt(side, 0, Math.ceil(side.sizes[0] * (0.4 + uniform(random))), farLevel);
    return;
  }
  changeLevel(chance(random, 0.5) ? book.bid : book.ask, random);
}

/** Adds or cancels somewhere on a side, such that its sizes stay around the usual ones. */
function changeLevel(side: BookSide, random: RandomState): void {
  const level = drawLevel(random);
  const resting = side.sizes[level];
  const usual = usualSize(level);
  const size = logNormalSize(random, 3, 1.05, 250);
  // An empty level and the last contract of the touch leave nothing to cancel: they are added to.
  const least = level === 0 ? 1 : 0;
  const canCancel = resting > least;
  if (!canCancel || chance(random, usual / (usual + resting))) {
    addAt(side, level, Math.min(size, LARGEST_LEVEL - resting));
    return;
  }
  cancelAt(side, level, Math.min(size, resting - least), () => drawFarLevel(random));
}

/** Which level an order is for: a third at the touch, fewer further out, all of them at times. */
function drawLevel(random: RandomState): number {
  const u = uniform(random);
  if (u < 0.34) {
    return 0;
  }
  return Math.floor(((u - 0.34) / 0.66) ** 2 * (LEVELS_KEPT - 4)) + 1;
}
