import { isSpread } from '@assay/schemas';
import { CalendarError } from './errors.js';

/** Month codes of futures, January to December. */
const MONTH_CODES = 'FGHJKMNQUVXZ';
const OUTRIGHT = new RegExp(`^([A-Z0-9]{1,4}?)([${MONTH_CODES}])(\\d{1,2}|\\d{4})$`);

/** A dated futures contract: an outright. */
export interface FuturesContract {
  /** The product: `ES`. */
  readonly root: string;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

/** A contract's symbol as CME writes it, with the last digit of its year: `ESZ5`. */
export function contractSymbol({ root, year, month }: FuturesContract): string {
  return `${root}${MONTH_CODES.charAt(month - 1)}${year % 10}`;
}

/**
 * The contract of an outright's symbol: `ESZ5`, `ESZ25` or `ESZ2025`. A year of one or two digits is the
 * first that fits from the year of `asOf` (`YYYY-MM-DD`) less one on: a contract is traded for years
 * before it expires, and named for a while after. Throws `BAD_SYMBOL`; spreads have no single contract
 * (`splitSpread`).
 */
export function parseContract(symbol: string, asOf: string): FuturesContract {
  const match = isSpread(symbol) ? null : OUTRIGHT.exec(symbol);
  if (match === null) {
    throw new CalendarError('BAD_SYMBOL', `expected an outright such as ESZ5, was "${symbol}"`);
  }
  const [, root, code, digits] = match;
  const cycle = 10 ** digits.length;
  const earliest = Number(asOf.slice(0, 4)) - 1;
  const wanted = Number(digits);
  const year =
    digits.length === 4 ? wanted : earliest + ((wanted - (earliest % cycle) + cycle) % cycle);
  return { root, year, month: MONTH_CODES.indexOf(code) + 1 };
}

/** The legs of a calendar spread, near and far: `ESZ5-ESH6`. Throws `BAD_SYMBOL`. */
export function splitSpread(symbol: string, asOf: string): readonly FuturesContract[] {
  const legs = symbol.split('-');
  if (legs.length !== 2) {
    throw new CalendarError('BAD_SYMBOL', `expected a spread such as ESZ5-ESH6, was "${symbol}"`);
  }
  return legs.map((leg) => parseContract(leg, asOf));
}
