import type { Expiry } from '../hours.js';
import { createRandom, logNormalSize } from '../random.js';
import { exp } from '../elementary.js';
import type { Right } from './black-scholes.js';

/** An option that is listed. */
export interface ListedOption {
  /** OSI: root padded to 6, YYMMDD, right, strike × 1000 in 8 digits, as OPRA carries it. */
  readonly symbol: string;
  /** YYYY-MM-DD. */
  readonly expiryDate: string;
  /** Seconds since 1970 UTC: the close of the stock exchanges on the expiry date. */
  readonly expirySeconds: number;
  readonly strike: number;
  readonly right: Right;
  /** Contracts open, fixed for the contract's life. */
  readonly openInterest: number;
}

const STRIKES_EACH_SIDE = 10;

/** Options that `listOptions` lists for two expiries. */
export const LISTED_OPTIONS = 2 * 2 * (2 * STRIKES_EACH_SIDE + 1);

/**
 * The options of some expiries: 21 strikes a dollar apart around `centre` (whole dollars), calls and
 * puts. By expiry, strike, right.
 */
export function listOptions(
  root: string,
  expiries: readonly Expiry[],
  centre: number,
  seed: number,
): ListedOption[] {
  const listed: ListedOption[] = [];
  for (const expiry of expiries) {
    for (let step = -STRIKES_EACH_SIDE; step <= STRIKES_EACH_SIDE; step += 1) {
      for (const right of ['C', 'P'] as const) {
        listed.push(listOption(root, expiry, centre + step, right, seed));
      }
    }
  }
  return listed;
}

function listOption(
  root: string,
  expiry: Expiry,
  strike: number,
  right: Right,
  seed: number,
): ListedOption {
  const expiryDate = expiry.date;
  const symbol = osiSymbol(root, expiryDate, right, strike);
  // Open interest gathers at round strikes; it belongs to the contract, so it is drawn by its name.
  const roundness = strike % 10 === 0 ? 1.4 : strike % 5 === 0 ? 0.8 : 0;
  const random = createRandom(seed, `open-interest/${symbol}`);
  return {
    symbol,
    expiryDate,
    expirySeconds: Number(expiry.ns / 1_000_000_000n),
    strike,
    right,
    openInterest: logNormalSize(random, 2_500 * exp(roundness), 0.8, 400_000),
  };
}

/** An option's name in OSI form; `expiryDate` is YYYY-MM-DD, `strike` in dollars. */
export function osiSymbol(root: string, expiryDate: string, right: Right, strike: number): string {
  const date = expiryDate.slice(2).replaceAll('-', '');
  const thousandths = String(Math.round(strike * 1000)).padStart(8, '0');
  return `${root.padEnd(6)}${date}${right}${thousandths}`;
}
