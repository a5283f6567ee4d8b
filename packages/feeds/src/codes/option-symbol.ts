import { parseOsiSymbol, underlyingOfRoot, type OsiContract } from '../osi-symbol.js';

/** A listed option, as its symbol names it. */
export interface OptionContract extends OsiContract {
  readonly underlying: string;
  /** The OSI symbol. */
  readonly optionSymbol: string;
}

const ROOT_WIDTH = 6;
/** Expiry, right and strike of an OSI symbol. */
const TAIL_LENGTH = 15;
const STRIKE_DIGITS = 8;
const ROOT = /^[A-Z0-9]{1,6}$/;

/** Reads `SPY251219C00600000`, an OSI symbol without padding; undefined where it is no option. */
export function parseOptionSymbol(symbol: string): OptionContract | undefined {
  const rootLength = symbol.length - TAIL_LENGTH;
  const root = symbol.slice(0, Math.max(0, rootLength));
  const optionSymbol = `${root.padEnd(ROOT_WIDTH)}${symbol.slice(root.length)}`;
  const contract = root !== '' ? parseOsiSymbol(optionSymbol) : undefined;
  const underlying = contract === undefined ? undefined : underlyingOfRoot(contract.root);
  if (contract === undefined || underlying === undefined) {
    return undefined;
  }
  return { ...contract, underlying, optionSymbol };
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
