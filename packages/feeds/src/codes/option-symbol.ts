import { dayOfDate } from '@assay/schemas';

/** A listed option, as its symbol names it. */
export interface OptionContract {
  readonly root: string;
  readonly underlying: string;
  /** OSI: root padded to six, yymmdd, C or P, strike in thousandths on eight digits. */
  readonly optionSymbol: string;
  /** `YYYY-MM-DD` */
  readonly expDate: string;
  readonly right: 'C' | 'P';
  readonly strike: number;
}

const ROOT_WIDTH = 6;
const STRIKE_DIGITS = 8;
const ROOT = /^[A-Z][A-Z0-9.]{0,5}$/;
const OSI = /^([A-Z][A-Z0-9.]{0,5}) *(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/;

/**
 * Index options whose root is not their index: weekly and PM-settled series. Source: Cboe and Nasdaq
 * product specifications (https://www.cboe.com/tradable_products).
 */
const INDEX_OF_ROOT: Readonly<Record<string, string>> = {
  MRUTW: 'MRUT',
  MXEFW: 'MXEF',
  NDXP: 'NDX',
  NQXP: 'NQX',
  OEXW: 'OEX',
  RUTW: 'RUT',
  SPXPM: 'SPX',
  SPXW: 'SPX',
  VIXW: 'VIX',
  XEOW: 'XEO',
};

/**
 * The underlying of a root: an adjusted series (after a split or merger) bears a digit behind the
 * symbol of its stock. Source: OCC, "Adjusted option symbols".
 */
export function underlyingOfRoot(root: string): string {
  if (Object.hasOwn(INDEX_OF_ROOT, root)) {
    return INDEX_OF_ROOT[root];
  }
  return root.length > 1 ? root.replace(/\d$/, '') : root;
}

/** Whether a root names an adjusted series, whose contract is not 100 shares of the stock alone. */
export function isAdjustedRoot(root: string): boolean {
  return /\d$/.test(root);
}

/** Reads `SPY251219C00600000`, padded (OSI) or not; undefined where it is no option. */
export function parseOptionSymbol(symbol: string): OptionContract | undefined {
  const match = OSI.exec(symbol);
  if (match === null) {
    return undefined;
  }
  const [, root, year, month, day, right, thousandths] = match;
  const expDate = `20${year}-${month}-${day}`;
  const strike = Number(`${thousandths}e-3`);
  if (dayOfDate(expDate) === undefined || strike <= 0) {
    return undefined;
  }
  return {
    root,
    underlying: underlyingOfRoot(root),
    optionSymbol: `${root.padEnd(ROOT_WIDTH)}${year}${month}${day}${right}${thousandths}`,
    expDate,
    right: right as 'C' | 'P',
    strike,
  };
}

/**
 * The OSI symbol of a contract given in parts, or undefined where OSI cannot name it.
 *
 * @param expDate `YYYY-MM-DD`
 * @param strike a decimal as text, at most three digits behind the point
 */
export function formatOptionSymbol(
  root: string,
  expDate: string,
  right: string,
  strike: string,
): string | undefined {
  const match = /^(\d{1,5})(?:\.(\d{1,3})0*)?$/.exec(strike);
  if (match === null || !ROOT.test(root) || !/^[CP]$/.test(right)) {
    return undefined;
  }
  const [, whole, fraction = ''] = match;
  const thousandths = `${whole}${fraction.padEnd(3, '0')}`.padStart(STRIKE_DIGITS, '0');
  const yymmdd = expDate.slice(2).replaceAll('-', '');
  return `${root.padEnd(ROOT_WIDTH)}${yymmdd}${right}${thousandths}`;
}
