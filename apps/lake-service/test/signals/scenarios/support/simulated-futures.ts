import { createMarketSimulator, type MarketSimulatorOptions, type TruthRecord } from '@assay/feeds';
import { futuresMbp10, futuresTrades, type AnyRow } from '@assay/schemas';
import { START_NS, SYMBOL, type FuturesRows } from './scenario-engine.js';

/** ES alone, at one pace all day. */
const FUTURES_ONLY = {
  startNs: START_NS,
  futuresSymbol: SYMBOL,
  hours: 'always',
  intradayShape: 0,
  stockQuotes: 0,
  stockTrades: 0,
  optionTrades: 0,
  greeksEverySeconds: 0,
} as const;

interface SimulatedFutures extends FuturesRows {
  readonly truth: readonly TruthRecord[];
}

/** So many seconds of a simulated ES, and what is true of them. */
export function simulatedFutures(
  options: Partial<MarketSimulatorOptions> & { readonly seed: number },
  seconds: number,
): SimulatedFutures {
  const truth: TruthRecord[] = [];
  const market = createMarketSimulator(
    { ...FUTURES_ONLY, ...options },
    { onTruth: (record) => truth.push(record) },
  );
  const trades: AnyRow[] = [];
  const books: AnyRow[] = [];
  const endNs = START_NS + BigInt(seconds) * 1_000_000_000n;
  let more = market.advance(endNs, 10_000);
  while (more.length > 0) {
    for (const { dataset, row } of more) {
      if (dataset.id === futuresTrades.id) {
        trades.push(row);
      } else if (dataset.id === futuresMbp10.id) {
        books.push(row);
      }
    }
    more = market.advance(endNs, 10_000);
  }
  return { trades, books, truth };
}
