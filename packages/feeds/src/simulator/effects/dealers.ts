import type { ListedOption } from '../options/listing.js';
import { yearsTo } from '../options/flow.js';
import { valueOf, type Surface } from '../options/smile.js';

/**
 * What dealers hold, option by option in the order of the listing, and the deltas they are hedged at;
 * JSON-safe. Dealers take the other side of every print of a known aggressor.
 */
export interface DealerState {
  /** Contracts, long above 0. */
  readonly contracts: number[];
  /** Delta of one share at the last hedge. */
  readonly deltas: number[];
  /** The date for which a position was planted; '' before that. */
  pinDate: string;
  /** Contracts of ES left over, below what is worth an order. */
  remainder: number;
}

/** One ES contract moves like so many shares: 50 dollars a point against a tenth of the index. */
const SHARES_PER_CONTRACT = 500;
const SHARES_PER_OPTION = 100;
/** The most that dealers trade at once; also what keeps short gamma from running away. */
const LARGEST_HEDGE = 20;
/** How far a hedged contract moves the fair price, in ticks. */
export const IMPACT_TICKS = 0.03;

export function noDealers(options: number): DealerState {
  const zeros = (): number[] => Array<number>(options).fill(0);
  return { contracts: zeros(), deltas: zeros(), pinDate: '', remainder: 0 };
}

/**
 * A new day's position, in place of all before: half calls, half puts of the nearer expiry at one
 * strike. It is hedged from the start.
 */
export function plantPin(
  dealers: DealerState,
  listed: readonly ListedOption[],
  pin: { readonly date: string; readonly strike: number; readonly contracts: number },
): void {
  dealers.contracts.fill(0);
  dealers.deltas.fill(0);
  dealers.remainder = 0;
  dealers.pinDate = pin.date;
  for (let index = 0; index < listed.length / 2; index += 1) {
    if (listed[index].strike === pin.strike) {
      dealers.contracts[index] += pin.contracts / 2;
    }
  }
}

/** After a new listing: positions in options that are still listed are kept, the others are closed. */
export function carryOver(
  dealers: DealerState,
  before: readonly ListedOption[],
  after: readonly ListedOption[],
): void {
  const held = new Map<string, { readonly contracts: number; readonly delta: number }>();
  before.forEach(({ symbol }, index) => {
    held.set(symbol, { contracts: dealers.contracts[index], delta: dealers.deltas[index] });
  });
  after.forEach(({ symbol }, index) => {
    const position = held.get(symbol);
    dealers.contracts[index] = position?.contracts ?? 0;
    dealers.deltas[index] = position?.delta ?? 0;
  });
}

/** What dealers have to do now. */
export interface Hedge {
  /** ES contracts to buy, or to sell below 0. */
  readonly contracts: number;
  /** Change of the dealers' delta, in shares, per dollar of the stock. */
  readonly netGamma: number;
}

/**
 * Revalues every position and gives the hedge of what changed since the last one. Long gamma sells
 * rallies and buys falls, and as expiry nears pushes the price to the strike; short gamma does the
 * opposite. Source: Avellaneda and Lipkin (2003), "A market-induced mechanism for stock pinning".
 *
 * @param strength factor of the hedge; 1 trades the whole change of delta
 */
export function hedgeNow(
  dealers: DealerState,
  listed: readonly ListedOption[],
  surface: Surface,
  nowSeconds: number,
  strength: number,
): Hedge {
  let change = 0;
  let netGamma = 0;
  for (const [index, option] of listed.entries()) {
    const contracts = dealers.contracts[index];
    if (contracts === 0) {
      continue;
    }
    const years = yearsTo(option, nowSeconds);
    const { delta, gamma } = valueOf(surface, option.right, option.strike, years);
    // A position is hedged when it is taken: only what its delta did since is new.
    const before = dealers.deltas[index];
    change += before === 0 ? 0 : contracts * SHARES_PER_OPTION * (delta - before);
    netGamma += contracts * SHARES_PER_OPTION * gamma;
    dealers.deltas[index] = delta;
  }
  const wanted = dealers.remainder - (strength * change) / SHARES_PER_CONTRACT;
  const capped = Math.max(-LARGEST_HEDGE, Math.min(LARGEST_HEDGE, wanted));
  const contracts = Math.trunc(capped);
  dealers.remainder = capped - contracts;
  return { contracts, netGamma: Math.round(netGamma) };
}
