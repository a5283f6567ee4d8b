import { stocksQuotes, stocksTrades } from '@assay/schemas';
import { midOf } from '../book.js';
import { changeQuote, quoteRow, stockTradeRow } from '../equities.js';
import type { Process } from '../schedule.js';
import { bookOrders, marketOrders, sweeps } from './futures-steps.js';
import { heartbeat, open } from './heartbeat.js';
import { greeks, hedging, optionTrades } from './options-steps.js';
import { followUnseen, stockStamp, type StepContext } from './step-context.js';

/** What each process does at its instant, `context.state.nowNs`. */
export const STEPS: Readonly<Record<Process, (context: StepContext) => void>> = {
  open,
  marketOrders,
  bookOrders,
  stockQuotes,
  stockTrades,
  optionTrades,
  sweeps,
  greeks,
  hedging,
  heartbeat,
};

function stockQuotes(context: StepContext): void {
  const { state } = context;
  changeQuote(state.stock, midOf(state.book), state.nowNs, state.randoms.stock);
  context.emit(stocksQuotes, quoteRow(stockStamp(context, 'stockQuotes'), state.stock));
}

function stockTrades(context: StepContext): void {
  followUnseen(context);
  const { stock, book, randoms } = context.state;
  const stamp = stockStamp(context, 'stockTrades');
  context.emit(stocksTrades, stockTradeRow(stamp, stock, midOf(book), randoms.stock));
}
