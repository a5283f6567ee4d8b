import {
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  stocksQuotes,
  stocksTrades,
  type FuturesBook,
} from '@assay/schemas';
import { advanceActivity } from './activity.js';
import { excite } from './arrivals.js';
import { applyOrder } from './book-flow.js';
import { midOf, spreadOf } from './book.js';
import { nextSequence } from './channel.js';
import { frontContract } from './contracts.js';
import { changeQuote, fairCents, isStale, quoteRow, stockTradeRow } from './equities.js';
import { advanceFairPrice, ticksPerRootSecond, TICK_POINTS } from './fair-price.js';
import { bookRow, tradeRow } from './futures-rows.js';
import { drawOption, greeksRow, optionTradeRow } from './options/flow.js';
import { listOptions, type ListedOption } from './options/listing.js';
import { exponential } from './random.js';
import { provokedOrders, type Process } from './schedule.js';
import type { MarketSettings } from './settings.js';
import type { MarketState } from './state.js';
import {
  arrivalStamp,
  dayOf,
  futuresStamp,
  nowSeconds,
  spotOf,
  stockStamp,
  surfaceOf,
  type StepContext,
} from './step-context.js';
import { executeMarketOrder } from './tape.js';

/** The options are listed anew when the stock is so many dollars away from the middle strike. */
const RELIST_DOLLARS = 5;

/** What each process does at its instant, `context.state.nowNs`. */
export const STEPS: Readonly<Record<Process, (context: StepContext) => void>> = {
  open,
  marketOrders,
  bookOrders,
  stockQuotes,
  stockTrades,
  optionTrades,
  greeks,
  heartbeat,
};

/** The first rows after the start or a pause: whole books, as a feed sends on connection. */
function open(context: StepContext): void {
  const { state } = context;
  chooseContract(context);
  relist(context);
  if (context.settings.rates.bookUpdates > 0) {
    context.emit(futuresMbp10, bookSnapshotRow(context));
  }
  if (context.settings.rates.stockQuotes > 0) {
    context.emit(stocksQuotes, quoteRow(stockStamp(context, 'stockQuotes'), state.stock));
  }
}

function bookSnapshotRow(context: StepContext): FuturesBook {
  const stamp = futuresStamp(context, arrivalStamp(context, 'futures'));
  return bookRow(stamp, context.state.book, true);
}

function marketOrders(context: StepContext): void {
  const { state, laws } = context;
  moveFairPrice(context);
  const { book, tape, fair, randoms } = state;
  const order = executeMarketOrder(tape, book, fair.ticks, randoms.tape);
  const arrival = arrivalStamp(context, 'futures');
  for (const fill of order.fills) {
    const stamp = futuresStamp(context, arrival);
    context.emit(futuresTrades, tradeRow(stamp, fill, order.aggressor));
  }
  context.emit(futuresMbp10, bookRow(futuresStamp(context, arrival), book, false));
  excite(state.arrivals.bookOrders, laws.bookOrders, state.nowNs, provokedOrders(laws));
  react(context);
}

function bookOrders(context: StepContext): void {
  const { state } = context;
  moveFairPrice(context);
  applyOrder(state.book, state.fair.ticks, state.randoms.book);
  const stamp = futuresStamp(context, arrivalStamp(context, 'futures'));
  context.emit(futuresMbp10, bookRow(stamp, state.book, false));
  react(context);
}

function stockQuotes(context: StepContext): void {
  const { state } = context;
  changeQuote(state.stock, midOf(state.book), state.nowNs, state.randoms.stock);
  context.emit(stocksQuotes, quoteRow(stockStamp(context, 'stockQuotes'), state.stock));
}

/** Where no quotes are sent, those that trades and options go by still follow the future. */
function followUnseen({ state, settings }: StepContext): void {
  if (settings.rates.stockQuotes === 0) {
    changeQuote(state.stock, midOf(state.book), state.nowNs, state.randoms.stock);
  }
}

function stockTrades(context: StepContext): void {
  followUnseen(context);
  const { stock, book, randoms } = context.state;
  const stamp = stockStamp(context, 'stockTrades');
  context.emit(stocksTrades, stockTradeRow(stamp, stock, midOf(book), randoms.stock));
}

function optionTrades(context: StepContext): void {
  followUnseen(context);
  const { state, settings } = context;
  const surface = surfaceOf(context);
  const random = state.randoms.options;
  const option = drawOption(context.listed, surface, random);
  const stamp = {
    ...arrivalStamp(context, 'options'),
    underlying: settings.stockSymbol,
    sequence: nextSequence(state.channels.options),
  };
  context.emit(optionsTrades, optionTradeRow(stamp, option, surface, nowSeconds(context), random));
}

function greeks(context: StepContext): void {
  followUnseen(context);
  const { state, settings } = context;
  state.greeksSnapshots += 1;
  const snapshot = {
    tsEventNs: context.instant(state.nowNs),
    underlying: settings.stockSymbol,
    id: `${settings.stockSymbol}-${String(state.greeksSnapshots).padStart(8, '0')}`,
  };
  const surface = surfaceOf(context);
  const seconds = nowSeconds(context);
  for (const option of context.listed) {
    context.emit(optionsGreeksSnapshots, greeksRow(snapshot, option, surface, seconds));
  }
}

/** Once a second: the mood changes, and what depends on the date or on the strikes in reach. */
function heartbeat(context: StepContext): void {
  const { state } = context;
  advanceActivity(state.activity, state.randoms.activity);
  if (dayOf(context) !== state.day) {
    const previous = state.futuresSymbol;
    chooseContract(context);
    relist(context);
    if (state.futuresSymbol !== previous && context.settings.rates.bookUpdates > 0) {
      context.emit(futuresMbp10, bookSnapshotRow(context));
    }
  } else if (Math.abs(spotOf(state) - state.centreStrike) > RELIST_DOLLARS) {
    relist(context);
  }
}

/** Sets the day and its contract. */
function chooseContract(context: StepContext): void {
  const { state, settings } = context;
  state.day = dayOf(context);
  state.futuresSymbol = settings.futuresSymbol ?? frontContract('ES', state.day);
}

/** Lists the options around the stock's price. */
function relist(context: StepContext): void {
  context.state.centreStrike = Math.round(spotOf(context.state));
  context.listed = currentListing(context.settings, context.state);
}

/** The options that a state says are listed. */
export function currentListing(settings: MarketSettings, state: MarketState): ListedOption[] {
  return listOptions(settings.stockSymbol, state.day, state.centreStrike, settings.seed);
}

function moveFairPrice({ state, settings }: StepContext): void {
  const startTicks = settings.futuresPrice / TICK_POINTS;
  const deviation = ticksPerRootSecond(startTicks, settings.annualVolatility);
  const law = { startTicks, ticksPerRootSecond: deviation };
  advanceFairPrice(state.fair, law, state.activity, state.nowNs, state.randoms['fair-price']);
}

/** Machines answer within milliseconds: to a gap between the touches, and to a moved future. */
function react({ state, settings }: StepContext): void {
  const quotesAreSent = settings.rates.stockQuotes > 0;
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
