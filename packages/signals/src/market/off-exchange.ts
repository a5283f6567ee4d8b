/**
 * The participant number of FINRA, letter `D` of the consolidated tapes: its trade reporting facilities and
 * the ADF. Every feed of stocks stores the ids of Massive (Polygon), whatever its own codes are.
 */
const FINRA = 4;

/**
 * Whether a print of a stock was made off exchange and reported to FINRA (`D`). NULL is a feed of one venue,
 * whose prints are its own.
 */
export function isOffExchange(exchange: number | null): boolean {
  return exchange === FINRA;
}
