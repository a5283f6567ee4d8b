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
import { absorbsAt, type AbsorptionState } from './effects/absorption.js';
import { wallAt, type Wall } from './effects/walls.js';
import { chance, logNormalSize, uniform, type RandomState } from './random.js';

const TOUCH_SIZE = 18;
const LARGEST_LEVEL = 4_000;

/** Contracts that usually rest at a level: few at the touch, three times as many further out. */
function usualSize(level: number): number {
  return TOUCH_SIZE * Math.min(1 + 0.45 * level, 3.2);
}

/** The size of a level that comes into sight at the far end, with the wall that stands there. */
export function drawFarLevel(
  walls: readonly Wall[],
  side: BookSide,
  ticks: number,
  random: RandomState,
): number {
  const usual = logNormalSize(random, usualSize(LEVELS_KEPT - 1), 0.5, LARGEST_LEVEL);
  return usual + wallAt(walls, side, ticks);
}

/** A full book, one tick wide, around a price in ticks. */
export function openBook(ticks: number, random: RandomState): Book {
  const bid: BookSide = { best: 0, away: -1, sizes: Array<number>(LEVELS_KEPT).fill(0) };
  const ask: BookSide = { best: 0, away: 1, sizes: Array<number>(LEVELS_KEPT).fill(0) };
  const book = { bid, ask };
  reopenBook(book, ticks, random);
  return book;
}

/** Replaces every order of a book: it opens one tick wide around a price in ticks. */
export function reopenBook(book: Book, ticks: number, random: RandomState): void {
  book.bid.best = Math.floor(ticks);
  book.ask.best = book.bid.best + 1;
  for (const side of [book.bid, book.ask]) {
    for (let level = 0; level < LEVELS_KEPT; level += 1) {
      side.sizes[level] = logNormalSize(random, usualSize(level), 0.5, LARGEST_LEVEL);
    }
  }
}

/** What stands in the book and is not pulled: it has to be eaten. */
export interface Standing {
  readonly walls: readonly Wall[];
  readonly absorption: AbsorptionState;
}

function standsAt({ walls, absorption }: Standing, side: BookSide, ticks: number): number {
  return wallAt(walls, side, ticks) + absorbsAt(absorption, side, ticks);
}

/**
 * One change of the book that is no trade: an order is added or cancelled. Where the fair price has
 * moved away, the side in its way is pulled and the other side steps up behind it; that is how the
 * book follows the price. What stands there is not pulled.
 */
export function applyOrder(
  book: Book,
  { walls, absorption }: Standing,
  fairTicks: number,
  random: RandomState,
): void {
  const distance = fairTicks - midOf(book);
  if (spreadOf(book) > 1 && chance(random, 0.85)) {
    const bidSteps = chance(random, 0.5 + (0.5 * distance) / (Math.abs(distance) + 0.3));
    improveTouch(bidSteps ? book.bid : book.ask, logNormalSize(random, 6, 0.7, 60));
    return;
  }
  const excess = Math.abs(distance) - 0.7;
  if (excess > 0 && chance(random, Math.min(0.7, 0.3 * excess))) {
    const side = distance > 0 ? book.ask : book.bid;
    const free = side.sizes[0] - standsAt({ walls, absorption }, side, side.best);
    if (free > 0) {
      const wanted = Math.ceil(side.sizes[0] * (0.4 + uniform(random)));
      cancelAt(side, 0, Math.min(wanted, free), (ticks) =>
        drawFarLevel(walls, side, ticks, random),
      );
      return;
    }
  }
  changeLevel(chance(random, 0.5) ? book.bid : book.ask, { walls, absorption }, random);
}

/** Adds or cancels somewhere on a side, such that its sizes stay around the usual ones. */
function changeLevel(side: BookSide, standing: Standing, random: RandomState): void {
  const level = drawLevel(random);
  const standsThere = standsAt(standing, side, side.best + side.away * level);
  const resting = side.sizes[level] - standsThere;
  const usual = usualSize(level);
  const size = logNormalSize(random, 3, 1.05, 250);
  // An empty level and the last contract of the touch leave nothing to cancel: they are added to.
  const least = level === 0 && standsThere === 0 ? 1 : 0;
  const canCancel = resting > least;
  if (!canCancel || chance(random, usual / (usual + resting))) {
    addAt(side, level, Math.min(size, LARGEST_LEVEL - resting));
    return;
  }
  cancelAt(side, level, Math.min(size, resting - least), (ticks) =>
    drawFarLevel(standing.walls, side, ticks, random),
  );
}

/** Which level an order is for: a third at the touch, fewer further out, all of them at times. */
function drawLevel(random: RandomState): number {
  const u = uniform(random);
  if (u < 0.34) {
    return 0;
  }
  const part = (u - 0.34) / 0.66;
  return Math.floor(part * part * (LEVELS_KEPT - 4)) + 1;
}
