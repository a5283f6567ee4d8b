/** Month codes of futures: F January … Z December. */
const MONTHS = 'FGHJKMNQUVXZ';

/** Whether a symbol is a calendar spread or another combination (`ESZ5-ESH6`), not an outright. */
export function isSpread(symbol: string): boolean {
  return symbol.includes('-') || symbol.includes(':') || symbol.includes(' ');
}

/**
 * Whether a symbol is an outright of a product root: the root itself (`ES`), a dated contract (`ESZ5`,
 * `ESZ25`, `ESZ2025`) or a continuous one (`ES.c.0`). Spreads never are.
 */
export function isOutrightOf(root: string, symbol: string): boolean {
  if (!symbol.startsWith(root)) {
    return false;
  }
  const rest = symbol.slice(root.length);
  return rest === '' || CONTRACT.test(rest) || CONTINUOUS.test(rest);
}

const CONTRACT = new RegExp(`^[${MONTHS}]\\d{1,4}$`);
const CONTINUOUS = /^\.[a-z]\.\d+$/;
