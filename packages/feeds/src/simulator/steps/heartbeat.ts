import { futuresMbp10, stocksQuotes } from '@assay/schemas';
import { advanceActivity } from '../activity.js';
import { NEVER } from '../arrivals.js';
import { reopenBook } from '../book-flow.js';
import { midOf } from '../book.js';
import { beginAbsorption } from '../effects/absorption.js';
import { carryOver, plantPin } from '../effects/dealers.js';
import { advanceRegime, drawRegime } from '../effects/regime.js';
import { removeWall } from '../effects/walls.js';
import { changeQuote, quoteRow } from '../equities.js';
import { TICK_POINTS } from '../fair-price.js';
import { futuresSymbolOn, type Moment } from '../hours.js';
import { listOptions, type ListedOption } from '../options/listing.js';
import { chance } from '../random.js';
import type { MarketSettings } from '../settings.js';
import { bookSnapshotRow, moveFairPrice } from './futures-steps.js';
import type { MarketHours } from '../hours.js';
import type { MarketState } from '../state.js';
import { spotOf, stockStamp, type StepContext } from './step-context.js';
import { plantWalls, refreshForces } from './watch-book.js';

const SECOND_NS = 1_000_000_000;
/** The options are listed anew when the stock is so many dollars away from the middle strike. */
const RELIST_DOLLARS = 5;
/** Deviations of the price over a closed market, as seconds of regular trading. */
const CLOSED_SECONDS = 900;

/** The first rows after the start or a pause: whole books, as a feed sends on connection. */
export function open(context: StepContext): void {
  const { state } = context;
  if (state.date === '') {
    drawRegime(state.regime, state.randoms.regime);
    tellRegime(context);
  }
  const moment = look(context);
  chooseDay(context, moment);
  connectFutures(context);
  connectStocks(context);
  startOptions(context);
  beat(context, moment);
}

/** Once a second while anything trades: what follows the time of day and the mood. */
export function heartbeat(context: StepContext): void {
  const { state } = context;
  const before = { ...state.tempo };
  const moment = look(context);
  if (before.futures === 0 && moment.futures > 0) {
    reopenFutures(context, moment);
  } else if (moment.futures > 0 && moment.date !== state.date) {
    turnDay(context, moment);
  }
  if (before.stocks === 0 && moment.stocks > 0) {
    connectStocks(context);
  }
  if (before.options === 0 && moment.options > 0) {
    startOptions(context);
  } else if (Math.abs(spotOf(state) - state.centreStrike) > RELIST_DOLLARS) {
    relist(context);
  }
  context.redraw ||=
    before.phase !== moment.phase || (before.stocks === 0) !== (moment.stocks === 0);
  beat(context, moment);
}

/** Takes over what the hours say of now. */
function look(context: StepContext): Moment {
  const { state } = context;
  const moment = context.hours.at(context.instant(state.nowNs));
  const { phase, futures, stocks, options, variance } = moment;
  Object.assign(state.tempo, { phase, futures, stocks, options, variance });
  return moment;
}

/** What happens every second, and when the next beat is due: while all is closed, at the opening. */
function beat(context: StepContext, moment: Moment): void {
  const { state, settings } = context;
  if (moment.futures === 0) {
    const waitNs = (moment.nextNs ?? 0n) - context.instant(state.nowNs);
    state.dues.heartbeat = state.nowNs + Math.max(SECOND_NS, Number(waitNs));
    closeDown(context);
    return;
  }
  state.dues.heartbeat = state.nowNs + SECOND_NS;
  advanceActivity(state.activity, state.randoms.activity);
  if (advanceRegime(state.regime, settings.regimeMinutes, state.randoms.regime)) {
    tellRegime(context);
  }
  if (settings.bookUpdates * settings.rate > 0) {
    plantWalls(context);
    perhapsAbsorb(context);
  }
  refreshForces(context);
}

function tellRegime(context: StepContext): void {
  const { name, drift } = context.state.regime;
  context.tell('regime', context.instant(context.state.nowNs), { regime: name, drift });
}

function perhapsAbsorb(context: StepContext): void {
  const { state, settings } = context;
  const { absorption, randoms, tempo } = state;
  const share = (settings.absorptionsPerHour * tempo.futures) / 3_600;
  const calm = state.nowNs >= state.aftermath.untilNs;
  const wanted = settings.absorption > 0 && settings.futuresTrades > 0 && calm;
  if (!wanted || absorption.active || !chance(randoms.absorption, share)) {
    return;
  }
  beginAbsorption(absorption, state.book, state.nowNs, randoms.absorption);
  state.dues.bookOrders = state.nowNs + 1;
  context.tell('absorption', context.instant(state.nowNs), {
    side: absorption.side,
    price: absorption.ticks * TICK_POINTS,
    until_ns: context.instant(absorption.untilNs),
  });
}

function closeDown({ state }: StepContext): void {
  state.absorption.active = false;
  state.aftermath.untilNs = state.nowNs;
}

/** ES opens after a pause: another price, a fresh book, no walls yet. */
function reopenFutures(context: StepContext, moment: Moment): void {
  const { state } = context;
  takeWallsAway(context);
  // What the price did meanwhile, as if it had moved for a quarter of an hour.
  state.fair.atNs = Math.max(state.fair.atNs, state.nowNs - CLOSED_SECONDS * SECOND_NS);
  state.variance = 1;
  state.drift = 0;
  moveFairPrice(context);
  reopenBook(state.book, state.fair.ticks, state.randoms.book);
  if (moment.date !== state.date) {
    chooseDay(context, moment);
  }
  connectFutures(context);
}

function takeWallsAway(context: StepContext): void {
  for (const wall of context.state.walls) {
    if (wall.id !== 0) {
      const place = { wall: wall.id, price: wall.ticks * TICK_POINTS };
      context.tell('wall-withdrawn', context.instant(context.state.nowNs), place);
      removeWall(wall, context.state.book);
    }
  }
}

/** Another date in a market that never closes. */
function turnDay(context: StepContext, moment: Moment): void {
  const previous = context.state.futuresSymbol;
  chooseDay(context, moment);
  startOptions(context);
  if (context.state.futuresSymbol !== previous) {
    connectFutures(context);
  }
}

/** Sets the date and its contract. */
function chooseDay(context: StepContext, moment: Moment): void {
  const { state, settings } = context;
  state.date = moment.date;
  state.futuresSymbol = settings.futuresSymbol ?? futuresSymbolOn(state.date);
  if (moment.nextNs !== undefined) {
    const told = { date: moment.date, closes_ns: moment.closesNs, half_day: moment.halfDay };
    context.tell('session', context.instant(state.nowNs), told);
  }
}

function connectFutures(context: StepContext): void {
  const { settings, state } = context;
  context.redraw = true;
  if (settings.bookUpdates * settings.rate > 0 && state.tempo.futures > 0) {
    context.emit(futuresMbp10, bookSnapshotRow(context));
  }
}

function connectStocks(context: StepContext): void {
  const { settings, state } = context;
  context.redraw = true;
  if (settings.stockQuotes * settings.rate > 0 && state.tempo.stocks > 0) {
    if (state.ordinal > 1) {
      changeQuote(state.stock, midOf(state.book), state.nowNs, state.randoms.stock);
    }
    context.emit(stocksQuotes, quoteRow(stockStamp(context, 'stockQuotes'), state.stock));
  }
}

/** Options begin to trade: listed anew; dealers come with a position at one strike. */
function startOptions(context: StepContext): void {
  const { state, settings } = context;
  relist(context);
  const { dues, tempo, dealers } = state;
  const open = tempo.options > 0;
  dues.greeks = open && settings.greeksEverySeconds > 0 ? state.nowNs + 1_000_000 : NEVER;
  dues.hedging = open && settings.dealerHedging > 0 ? state.nowNs + SECOND_NS : NEVER;
  if (open && settings.dealerContracts > 0 && dealers.pinDate !== state.date) {
    // Mostly long: then they dampen. Now and then short: then they amplify.
    const short = chance(state.randoms.dealers, 0.25);
    const contracts = short ? -settings.dealerContracts : settings.dealerContracts;
    const strike = Math.round(spotOf(state) / 5) * 5;
    plantPin(dealers, context.listed, { date: state.date, strike, contracts });
    context.tell('pin', context.instant(state.nowNs), { strike, contracts });
  }
}

/** Lists the options around the stock's price. */
function relist(context: StepContext): void {
  const { state } = context;
  const before = context.listed;
  state.centreStrike = Math.round(spotOf(state));
  context.listed = currentListing(context.settings, context.hours, state);
  carryOver(state.dealers, before, context.listed);
}

/** The options that a state says are listed. */
export function currentListing(
  settings: MarketSettings,
  hours: MarketHours,
  state: MarketState,
): ListedOption[] {
  const { stockSymbol, seed } = settings;
  return listOptions(stockSymbol, hours.expiries(state.date), state.centreStrike, seed);
}
