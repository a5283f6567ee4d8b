import { dayOfDate } from '@assay/schemas';

/** A listed option contract, as its OSI symbol states it. */
export interface OsiContract {
  /** Option class, often but not always the underlying's own symbol: `SPXW`. */
  readonly root: string;
  /** YYYY-MM-DD. */
  readonly expDate: string;
  /** Dollars. */
  readonly strike: number;
  readonly right: 'C' | 'P';
}

const ROOT_LENGTH = 6;
const OSI = /^([A-Z0-9]{1,6}) {0,5}(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;
const OSI_LENGTH = 21;
const STRIKE_UNITS = 1000;

/**
 * Reads an OSI symbol: root padded with spaces to 6, expiry YYMMDD, C or P, strike × 1000 in 8
 * digits (`SPXW  251219C06000000`). Undefined for anything else. Source: Options Symbology
 * Initiative 1.8, OCC, 2008.
 */
export function parseOsiSymbol(symbol: string): OsiContract | undefined {
  const match = symbol.length === OSI_LENGTH ? OSI.exec(symbol) : null;
  if (match === null || symbol.slice(0, ROOT_LENGTH).trimEnd() !== match[1]) {
    return undefined;
  }
  const [, root, year, month, day, right, strike] = match;
  const expDate = `20${year}-${month}-${day}`;
  if (dayOfDate(expDate) === undefined || Number(strike) === 0) {
    return undefined;
  }
  return { root, expDate, strike: Number(strike) / STRIKE_UNITS, right: right === 'C' ? 'C' : 'P' };
}

/**
 * Index options whose root is not the index. Source: Cboe's product specifications of SPX, VIX, RUT
 * and OEX options, Nasdaq's of NDX options.
 */
const INDEX_OF_ROOT: ReadonlyMap<string, string> = new Map([
  ['NDXP', 'NDX'],
  ['RUTW', 'RUT'],
  ['SPXW', 'SPX'],
  ['VIXW', 'VIX'],
  ['XEO', 'OEX'],
]);

/** Whether a root names an adjusted series, whose contract is not 100 shares of the stock alone. */
export function isAdjustedRoot(root: string): boolean {
  return /[A-Z]\d$/.test(root);
}

/**
 * The underlying of a root. An adjusted series (after a split or a merger) bears a digit behind the
 * symbol of its stock (`AAPL1`; source: OCC, adjusted option symbols). Undefined where digits say
 * anything else (`2SPX`, a FLEX option).
 */
export function underlyingOfRoot(root: string): string | undefined {
  const plain = isAdjustedRoot(root) ? root.slice(0, -1) : root;
  return /\d/.test(plain) ? undefined : (INDEX_OF_ROOT.get(plain) ?? plain);
}
