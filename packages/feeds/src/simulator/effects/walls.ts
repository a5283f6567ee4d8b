import { LEVELS_KEPT, levelAt, midOf, type Book, type BookSide, type Fill } from '../book.js';
import { NEVER } from '../arrivals.js';
import { chance, logNormalSize, uniform, type RandomState } from '../random.js';
import { TICK_POINTS } from '../fair-price.js';

/** A planted wall, or an empty place for one (`id` 0); JSON-safe. */
export interface Wall {
  id: number;
  readonly side: 'bid' | 'ask';
  ticks: number;
  /** Its size when it was planted. */
  placed: number;
  /** Contracts of it that still rest; its price holds at least so many while it is in sight. */
  resting: number;
  /** What a touched wall is meant to do; decided at each touch. */
  intent: 'none' | 'hold' | 'break';
  plantedNs: number;
  /** When the touch reached it; `NEVER` while it is not touched. */
  touchedNs: number;
  /** Since the touch. */
  filled: number;
  added: number;
  pulled: number;
}

/** Share of book orders that refill a wall which is to hold, or pull one which is to break. */
const REFILLS = 0.12;
const PULLS = 0.006;

/** Places for walls, bids first. */
export function emptyWalls(perSide: number): Wall[] {
  const place = (side: 'bid' | 'ask'): Wall => ({
    id: 0,
    side,
    ticks: 0,
    placed: 0,
    resting: 0,
    intent: 'none',
    plantedNs: 0,
    touchedNs: NEVER,
    filled: 0,
    added: 0,
    pulled: 0,
  });
  return (['bid', 'ask'] as const).flatMap((side) =>
    Array.from({ length: perSide }, () => place(side)),
  );
}

/** Contracts of walls at a price: the rest of the flow does not cancel them. */
export function wallAt(walls: readonly Wall[], side: BookSide, ticks: number): number {
  const name = side.away === -1 ? 'bid' : 'ask';
  let resting = 0;
  for (const wall of walls) {
    if (wall.id !== 0 && wall.ticks === ticks && wall.side === name) {
      resting += wall.resting;
    }
  }
  return resting;
}

/** Nearest and farthest places of a new wall, in ticks from the touch. */
const NEAREST = 8;
const FARTHEST = 48;
/** Walls further away than this are taken away, and walls older than this, when nothing touches them. */
const GIVEN_UP_TICKS = 120;
const GIVEN_UP_NS = 2_400e9;
/** A touched wall has held once the middle is so far away again: 3 points. */
const HELD_TICKS = 12;

/** A place for a new wall: on whole points, apart from the others; undefined where there is none. */
export function choosePlace(
  walls: readonly Wall[],
  side: BookSide,
  random: RandomState,
): number | undefined {
  const distance = NEAREST + Math.floor(uniform(random) * (FARTHEST - NEAREST));
  const wanted = side.best + side.away * distance;
  const onPoints = Math.round(wanted * TICK_POINTS) / TICK_POINTS;
  const taken = walls.some(({ id, ticks }) => id !== 0 && Math.abs(ticks - onPoints) < 4);
  return taken || levelAt(side, onPoints) < NEAREST - 1 ? undefined : onPoints;
}

/** Fewer contracts would be no wall. */
const SMALLEST = 60;

/** Puts a wall of about so many contracts into its place and into the book. */
export function plantWall(
  wall: Wall,
  book: Book,
  at: { readonly id: number; readonly ticks: number; readonly nowNs: number },
  contracts: number,
  random: RandomState,
): void {
  const size = Math.max(SMALLEST, logNormalSize(random, contracts, 0.35, 1_800));
  const side = book[wall.side];
  wall.id = at.id;
  wall.ticks = at.ticks;
  wall.placed = size;
  wall.resting = size;
  wall.plantedNs = at.nowNs;
  forgetTouch(wall);
  const level = levelAt(side, at.ticks);
  if (level < LEVELS_KEPT) {
    side.sizes[level] += size;
  }
}

export function forgetTouch(wall: Wall): void {
  wall.intent = 'none';
  wall.touchedNs = NEVER;
  wall.filled = 0;
  wall.added = 0;
  wall.pulled = 0;
}

/** What the book now says of a wall. */
export type WallNews = 'none' | 'touched' | 'held' | 'broke' | 'given-up';

/** Reads a wall's fate off the book; changes nothing but what rests of it. */
export function readWall(wall: Wall, book: Book, nowNs: number): WallNews {
  const side = book[wall.side];
  const level = levelAt(side, wall.ticks);
  const touched = wall.touchedNs !== NEVER;
  if (level < 0 || wall.resting === 0) {
    return 'broke';
  }
  if (level === 0 && !touched) {
    return 'touched';
  }
  const away = (wall.ticks - midOf(book)) * side.away;
  if (touched) {
    return away >= HELD_TICKS ? 'held' : 'none';
  }
  const old = nowNs - wall.plantedNs > GIVEN_UP_NS;
  return away > GIVEN_UP_TICKS || (old && level > 3) ? 'given-up' : 'none';
}

/** After executions on a side: what they took of its walls, last in the queue of their price. */
export function settleFills(
  walls: readonly Wall[],
  side: BookSide,
  name: 'bid' | 'ask',
  fills: readonly Fill[],
): void {
  for (const wall of walls) {
    if (wall.id === 0 || wall.side !== name) {
      continue;
    }
    const level = levelAt(side, wall.ticks);
    const left = level < 0 ? 0 : level < LEVELS_KEPT ? side.sizes[level] : wall.resting;
    wall.resting = Math.min(wall.resting, left);
    for (const { ticks, size } of fills) {
      wall.filled += ticks === wall.ticks ? size : 0;
    }
  }
}

/**
 * The planted effect on the flow: a touched wall that is to hold is refilled, one that is to break is
 * pulled. True when it changed the book.
 */
export function workWall(
  walls: readonly Wall[],
  book: Book,
  strength: number,
  random: RandomState,
): boolean {
  for (const wall of walls) {
    if (wall.id === 0 || wall.intent === 'none') {
      continue;
    }
    const side = book[wall.side];
    const level = levelAt(side, wall.ticks);
    const share = wall.intent === 'hold' ? REFILLS : PULLS;
    if (level < 0 || level > 2 || !chance(random, Math.min(0.5, share * strength))) {
      continue;
    }
    const size = logNormalSize(random, 14, 0.6, 120);
    if (wall.intent === 'hold') {
      const added = Math.min(size, Math.floor(1.15 * wall.placed) - wall.resting);
      if (added > 0) {
        side.sizes[level] += added;
        wall.resting += added;
        wall.added += added;
        return true;
      }
    } else if (wall.resting > 1) {
      const pulled = Math.min(2 * size, wall.resting - 1);
      side.sizes[level] -= pulled;
      wall.resting -= pulled;
      wall.pulled += pulled;
      return true;
    }
  }
  return false;
}

/** Takes what is left of a wall out of the book; the last contract at the touch stays. */
export function removeWall(wall: Wall, book: Book): void {
  const side = book[wall.side];
  const level = levelAt(side, wall.ticks);
  if (level >= 0 && level < LEVELS_KEPT) {
    const least = level === 0 ? 1 : 0;
    side.sizes[level] = Math.max(least, side.sizes[level] - wall.resting);
  }
  wall.id = 0;
  wall.resting = 0;
  forgetTouch(wall);
}
