import { futuresMbp10, futuresTrades, type FuturesBook } from '@assay/schemas';
import { excite } from '../arrivals.js';
import { applyOrder } from '../book-flow.js';
import { levelAt, spreadOf, midOf } from '../book.js';
import { refillAbsorption, turnOf } from '../effects/absorption.js';
import { wallAt, workWall } from '../effects/walls.js';
import { fairCents, isStale } from '../equities.js';
import { advanceFairPrice, TICK_POINTS } from '../fair-price.js';
import { bookRow, tradeRow } from '../futures-rows.js';
import { chance, exponential, uniform } from '../random.js';
import { provokedOrders } from '../schedule.js';
import { drawAggressor, drawOrderSize, executeOrder, type MarketOrder } from '../tape.js';
import { arrivalStamp, futuresStamp, type StepContext } from './step-context.js';
import { watchBook } from './watch-book.js';

/** The whole book, as a feed sends it on connection. */
export function bookSnapshotRow(context: StepContext): FuturesBook {
  const stamp = futuresStamp(context, arrivalStamp(context, 'futures'));
  return bookRow(stamp, context.state.book, true);
}

export function marketOrders(context: StepContext): void {
  moveFairPrice(context);
  const { book, tape, fair, randoms, walls } = context.state;
  const aggressor = lured(context) ?? drawAggressor(tape, book, fair.ticks, randoms.tape);
  tape.lastAggressor = aggressor;
  const size = drawOrderSize(randoms.tape);
  print(context, executeOrder(book, walls, { aggressor, size }, randoms.book));
}

const REFILL_NS = 700_000;

/** While a party absorbs, most market orders run into it; undefined: this one goes its own way. */
function lured({ state, settings }: StepContext): number | undefined {
  const { absorption, randoms } = state;
  const share = 0.75 * Math.min(1, settings.absorption);
  return absorption.active && chance(randoms.absorption, share) ? -turnOf(absorption) : undefined;
}

const SWEEP_LEAST = 2;
const SWEEP_EXTRA = 3;
/** How far a sweep moves the fair price, of the prices it takes. */
const SWEEP_IMPACT = 0.6;

/** One order through several whole prices; it stops before a wall. */
export function sweeps(context: StepContext): void {
  moveFairPrice(context);
  const { state } = context;
  const { book, walls, randoms } = state;
  const random = randoms.sweeps;
  const aggressor = chance(random, 0.5 + 0.3 * state.regime.drift) ? 1 : -1;
  const side = aggressor === 1 ? book.ask : book.bid;
  const wanted = SWEEP_LEAST + Math.floor(uniform(random) * SWEEP_EXTRA);
  let size = 0;
  let prices = 0;
  for (let level = 0; prices < wanted && level < side.sizes.length; level += 1) {
    if (wallAt(walls, side, side.best + side.away * level) > 0) {
      break;
    }
    size += side.sizes[level];
    prices += side.sizes[level] > 0 ? 1 : 0;
  }
  if (prices < SWEEP_LEAST) {
    return;
  }
  state.fair.ticks += aggressor * prices * SWEEP_IMPACT;
  state.tape.lastAggressor = aggressor;
  const order = executeOrder(book, walls, { aggressor, size, maxLevels: prices }, randoms.book);
  const told = { direction: aggressor, prices: order.fills.length, contracts: size };
  context.tell('sweep', context.instant(state.nowNs), told);
  print(context, order);
}

/** Sends what an order did: its prints, then the book that they left. */
export function print(context: StepContext, { aggressor, fills }: MarketOrder): void {
  const { state, laws } = context;
  const { absorption } = state;
  const arrival = arrivalStamp(context, 'futures');
  for (const fill of fills) {
    const stamp = futuresStamp(context, arrival);
    context.emit(futuresTrades, tradeRow(stamp, fill, aggressor));
    if (absorption.active && fill.ticks === absorption.ticks && aggressor !== turnOf(absorption)) {
      absorption.absorbed += fill.size;
    }
  }
  context.emit(futuresMbp10, bookRow(futuresStamp(context, arrival), state.book, false));
  excite(state.arrivals.bookOrders, laws.bookOrders, state.nowNs, provokedOrders(laws));
  watchBook(context);
  react(context);
  if (absorption.active) {
    // Who absorbs refills within a millisecond, before others can take the level away.
    state.dues.bookOrders = Math.min(state.dues.bookOrders, state.nowNs + REFILL_NS);
  }
}

export function bookOrders(context: StepContext): void {
  moveFairPrice(context);
  changeBook(context);
  const { state } = context;
  const stamp = futuresStamp(context, arrivalStamp(context, 'futures'));
  context.emit(futuresMbp10, bookRow(stamp, state.book, false));
  watchBook(context);
  react(context);
}

/** One order: of the party that absorbs, of a touched wall, or of anybody. */
function changeBook({ state, settings }: StepContext): void {
  const { book, walls, absorption, randoms } = state;
  if (absorption.active && refillAbsorption(absorption, book, randoms.absorption)) {
    return;
  }
  if (workWall(walls, book, settings.wallEffect, randoms['wall-flow'])) {
    return;
  }
  applyOrder(book, state, state.fair.ticks, randoms.book);
}

/** Seconds in which the fair price comes back to a level where somebody absorbs. */
const HELD_BACK_SECONDS = 4;
/** Further than so many ticks from the book, the fair price comes back in so many seconds. */
const LEASH_TICKS = 4;
const LEASH_SECONDS = 5;

export function moveFairPrice({ state, settings, ticksPerRootSecond }: StepContext): void {
  const { fair, absorption, book } = state;
  const seconds = (state.nowNs - fair.atNs) / 1e9;
  const startTicks = settings.futuresPrice / TICK_POINTS;
  const law = { startTicks, ticksPerRootSecond, variance: state.variance, drift: state.drift };
  advanceFairPrice(fair, law, state.nowNs, state.randoms['fair-price']);
  // What stands in the book is news too: nobody's price runs away from a wall that is not eaten.
  const gap = fair.ticks - midOf(book);
  if (Math.abs(gap) > LEASH_TICKS) {
    const beyond = gap > 0 ? gap - LEASH_TICKS : gap + LEASH_TICKS;
    fair.ticks -= beyond * Math.min(1, seconds / LEASH_SECONDS);
  }
  if (absorption.active && levelAt(book[absorption.side], absorption.ticks) >= 0) {
    const pull = Math.min(1, (settings.absorption * seconds) / HELD_BACK_SECONDS);
    fair.ticks += pull * (absorption.ticks + 0.3 * turnOf(absorption) - fair.ticks);
  }
}

/** Machines answer within milliseconds: to a gap between the touches, and to a moved future. */
function react({ state, settings }: StepContext): void {
  const quotesAreSent = settings.stockQuotes * settings.rate > 0 && state.tempo.stocks > 0;
  const { dues, nowNs, randoms } = state;
  if (spreadOf(state.book) > 1) {
    dues.bookOrders = Math.min(dues.bookOrders, nowNs + reactionNs(50_000, 1_500_000));
  }
  if (quotesAreSent && isStale(state.stock, fairCents(state.stock, midOf(state.book)))) {
    dues.stockQuotes = Math.min(dues.stockQuotes, nowNs + reactionNs(200_000, 1_000_000));
  }
  function reactionNs(least: number, meanExtra: number): number {
    return least + Math.round(meanExtra * exponential(randoms.arrivals));
  }
}
