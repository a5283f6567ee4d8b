import { isOverrun, turnOf } from '../effects/absorption.js';
import { regimeFactors } from '../effects/regime.js';
import {
  choosePlace,
  forgetTouch,
  plantWall,
  readWall,
  removeWall,
  type Wall,
} from '../effects/walls.js';
import { activityLevel } from '../activity.js';
import { TICK_POINTS } from '../fair-price.js';
import { chance } from '../random.js';
import { NEVER } from '../arrivals.js';
import type { StepContext } from './step-context.js';

/** A touched wall pushes the fair price by so much of its deviation a second, at strength 1. */
const WALL_PUSH = 0.2;
/** A wall that is touched for longer neither pushes nor is refilled any more. */
const PUSHES_NS = 300e9;
/** How long the price runs on after a wall broke or held. */
const WALL_AFTERMATH_NS = 25e9;
/** The reversal after an absorption: how strong, how long. */
const TURN_PUSH = 0.35;
const TURN_NS = 60e9;
/** While a party absorbs, market orders come so much faster. */
const ABSORPTION_HURRY = 1.8;
/** How soon an empty place gets a wall: share a second. */
const PLANTED_A_SECOND = 0.03;

/** After any change of the book: what became of walls and of who absorbs. */
export function watchBook(context: StepContext): void {
  const { state } = context;
  for (const wall of state.walls) {
    if (wall.id !== 0) {
      watchWall(context, wall);
    }
  }
  const { absorption } = state;
  const over = absorption.active && isOverrun(absorption, state.book);
  if (over || (absorption.active && state.nowNs >= absorption.untilNs)) {
    endAbsorption(context, !over);
  }
}

function watchWall(context: StepContext, wall: Wall): void {
  const { state, settings } = context;
  const news = readWall(wall, state.book, state.nowNs);
  if (news === 'none') {
    return;
  }
  const place = { wall: wall.id, price: wall.ticks * TICK_POINTS };
  const at = context.instant(state.nowNs);
  if (news === 'given-up') {
    context.tell('wall-withdrawn', at, place);
    removeWall(wall, state.book);
    return;
  }
  if (wall.touchedNs === NEVER) {
    forgetTouch(wall);
    wall.touchedNs = state.nowNs;
    wall.intent = chance(state.randoms.walls, settings.wallHoldShare) ? 'hold' : 'break';
    context.tell('wall-touched', at, { ...place, intent: wall.intent, contracts: wall.resting });
  }
  if (news === 'held' || news === 'broke') {
    const { intent, filled, added, pulled } = wall;
    context.tell(`wall-${news}`, at, { ...place, intent, filled, added, pulled });
    // A wall that did what it was meant to do is followed by more of the same, others by nothing.
    const meant = (news === 'held') === (intent === 'hold');
    pushAfter(context, meant ? wallPush(wall) : 0, WALL_AFTERMATH_NS);
    if (news === 'broke') {
      removeWall(wall, state.book);
    }
    forgetTouch(wall);
  }
  refreshForces(context);

  function wallPush(of: Wall): number {
    return WALL_PUSH * settings.wallEffect * directionOf(context, of);
  }
}

/** Where a touched wall pushes the price: away from itself, or through. */
function directionOf({ state }: StepContext, wall: Wall): number {
  const { away } = state.book[wall.side];
  return wall.intent === 'hold' ? -away : wall.intent === 'break' ? away : 0;
}

function endAbsorption(context: StepContext, turned: boolean): void {
  const { state, settings } = context;
  const { absorption } = state;
  absorption.active = false;
  context.tell('absorption-ended', context.instant(state.nowNs), {
    side: absorption.side,
    price: absorption.ticks * TICK_POINTS,
    turned,
    absorbed: absorption.absorbed,
  });
  if (turned) {
    pushAfter(context, TURN_PUSH * settings.absorption * turnOf(absorption), TURN_NS);
  }
  refreshForces(context);
  context.redraw = true;
}

/** @param push deviations of a second, per second */
function pushAfter({ state }: StepContext, push: number, ns: number): void {
  state.aftermath.push = push;
  state.aftermath.untilNs = state.nowNs + ns;
}

/** What moves the price now, and how fast: spell, time of day, mood, and planted effects. */
export function refreshForces(context: StepContext): void {
  const { state, settings, ticksPerRootSecond } = context;
  const spell = regimeFactors(state.regime, settings.regimes);
  const level = activityLevel(state.activity);
  let push = spell.drift;
  for (const wall of state.walls) {
    if (wall.touchedNs !== NEVER && state.nowNs - wall.touchedNs >= PUSHES_NS) {
      wall.intent = 'none';
    }
    push += WALL_PUSH * settings.wallEffect * directionOf(context, wall);
  }
  push += state.nowNs < state.aftermath.untilNs ? state.aftermath.push : 0;
  state.drift = push * ticksPerRootSecond * Math.sqrt(state.tempo.variance);
  state.variance = level * state.tempo.variance * spell.deviation * spell.deviation;
  state.rate = level * spell.rate * (state.absorption.active ? ABSORPTION_HURRY : 1);
}

/** Once a second: every empty place gets a wall, soon. */
export function plantWalls(context: StepContext): void {
  const { state, settings } = context;
  const random = state.randoms.walls;
  // Where little trades, a wall of regular hours would stand for hours.
  const pace = Math.sqrt(Math.min(1, state.tempo.futures * Math.min(1, settings.rate)));
  const usual = settings.wallContracts * pace;
  for (const wall of state.walls) {
    if (wall.id !== 0 || !chance(random, PLANTED_A_SECOND)) {
      continue;
    }
    const ticks = choosePlace(state.walls, state.book[wall.side], random);
    if (ticks !== undefined) {
      state.wallsPlanted += 1;
      const at = { id: state.wallsPlanted, ticks, nowNs: state.nowNs };
      plantWall(wall, state.book, at, usual, random);
      context.tell('wall-planted', context.instant(state.nowNs), {
        wall: wall.id,
        side: wall.side,
        price: ticks * TICK_POINTS,
        contracts: wall.placed,
      });
    }
  }
}
