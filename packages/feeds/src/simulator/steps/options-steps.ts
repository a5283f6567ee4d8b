import { optionsGreeksSnapshots, optionsTrades } from '@assay/schemas';
import { NEVER } from '../arrivals.js';
import { nextSequence } from '../channel.js';
import { hedgeNow, IMPACT_TICKS } from '../effects/dealers.js';
import { drawOption, greeksRow, optionTradeRow } from '../options/flow.js';
import { executeOrder } from '../tape.js';
import { moveFairPrice, print } from './futures-steps.js';
import {
  arrivalStamp,
  followUnseen,
  nowSeconds,
  surfaceOf,
  type StepContext,
} from './step-context.js';

const SECOND_NS = 1_000_000_000;
const HEDGE_EVERY_NS = 5 * SECOND_NS;

export function optionTrades(context: StepContext): void {
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
  const row = optionTradeRow(stamp, option, surface, nowSeconds(context), random);
  // Dealers take the other side; their delta counts from the next revaluation on.
  state.dealers.contracts[context.listed.indexOf(option)] -= row.aggressor * row.size;
  context.emit(optionsTrades, row);
}

export function greeks(context: StepContext): void {
  const { state, settings } = context;
  if (state.tempo.options === 0) {
    state.dues.greeks = NEVER;
    return;
  }
  followUnseen(context);
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
  state.dues.greeks = state.nowNs + Math.round(settings.greeksEverySeconds * SECOND_NS);
}

/** Dealers trade ES against the change of their delta. */
export function hedging(context: StepContext): void {
  const { state, settings, listed } = context;
  if (state.tempo.options === 0) {
    state.dues.hedging = NEVER;
    return;
  }
  state.dues.hedging = state.nowNs + HEDGE_EVERY_NS;
  followUnseen(context);
  const { dealers, book, walls, randoms } = state;
  const strength = settings.dealerHedging;
  const surface = surfaceOf(context);
  const { contracts, netGamma } = hedgeNow(dealers, listed, surface, nowSeconds(context), strength);
  if (contracts === 0) {
    return;
  }
  moveFairPrice(context);
  state.fair.ticks += contracts * IMPACT_TICKS;
  context.tell('hedge', context.instant(state.nowNs), { contracts, net_gamma: netGamma });
  if (settings.bookUpdates * settings.rate > 0 && settings.futuresTrades > 0) {
    const order = { aggressor: contracts > 0 ? 1 : -1, size: Math.abs(contracts) };
    print(context, executeOrder(book, walls, order, randoms.book));
  }
}
