import { levelAt, type Book, type BookSide } from '../book.js';
import { logNormalSize, uniform, type RandomState } from '../random.js';

/** A party that absorbs one-sided market orders at one price, or none; JSON-safe. */
export interface AbsorptionState {
  active: boolean;
  side: 'bid' | 'ask';
  ticks: number;
  untilNs: number;
  /** Contracts executed at the price so far. */
  absorbed: number;
}

/** What it shows at its price whenever it refills. */
const SHOWN = 130;
const LEAST_SECONDS = 20;
const EXTRA_SECONDS = 40;

export function noAbsorption(): AbsorptionState {
  return { active: false, side: 'bid', ticks: 0, untilNs: 0, absorbed: 0 };
}

/** Begins at a touch of the book. */
export function beginAbsorption(
  absorption: AbsorptionState,
  book: Book,
  nowNs: number,
  random: RandomState,
): void {
  absorption.active = true;
  absorption.side = uniform(random) < 0.5 ? 'bid' : 'ask';
  absorption.ticks = book[absorption.side].best;
  const seconds = LEAST_SECONDS + EXTRA_SECONDS * uniform(random);
  absorption.untilNs = nowNs + Math.round(seconds * 1e9);
  absorption.absorbed = 0;
}

/** +1 where sellers are absorbed and the price turns up, −1 where buyers are. */
export function turnOf(absorption: AbsorptionState): number {
  return absorption.side === 'bid' ? 1 : -1;
}

/** Whether the price went through the level. */
export function isOverrun(absorption: AbsorptionState, book: Book): boolean {
  return levelAt(book[absorption.side], absorption.ticks) < 0;
}

/** Contracts at a price that the party does not let others pull. */
export function absorbsAt(absorption: AbsorptionState, side: BookSide, ticks: number): number {
  const there = absorption.active && absorption.ticks === ticks;
  return there && (absorption.side === 'bid') === (side.away === -1) ? SHOWN : 0;
}

/** Refills the level; false where there is nothing to refill. */
export function refillAbsorption(
  absorption: AbsorptionState,
  book: Book,
  random: RandomState,
): boolean {
  const side = book[absorption.side];
  const level = levelAt(side, absorption.ticks);
  if (level < 0 || level > 1 || side.sizes[level] >= SHOWN) {
    return false;
  }
  const missing = SHOWN - side.sizes[level];
  const little = side.sizes[level] < SHOWN / 2;
  side.sizes[level] += little ? missing : Math.min(missing, logNormalSize(random, 25, 0.5, SHOWN));
  return true;
}
