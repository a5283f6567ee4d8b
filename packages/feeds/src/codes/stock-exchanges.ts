/**
 * The numbers of `exchange`, `bid_exch` and `ask_exch` of stocks: the ids that Massive (Polygon)
 * gives the participants of the consolidated tapes, here by the letter that the tapes themselves
 * use. Source: https://massive.com/docs/rest/stocks/market-operations/exchanges (`id`,
 * `participant_id`, of asset class stocks); Q is CTA's letter for Nasdaq, where UTP uses T.
 */
const ID_OF_LETTER: Readonly<Record<string, number>> = {
  A: 1, // NYSE American
  B: 2, // Nasdaq BX (since 2025 Nasdaq Texas)
  C: 3, // NYSE National
  D: 4, // FINRA: the trade reporting facilities and the ADF
  E: 5, // UTP SIP
  I: 6, // ISE
  J: 7, // Cboe EDGA
  K: 8, // Cboe EDGX
  M: 9, // NYSE Chicago (since 2025 NYSE Texas)
  N: 10, // NYSE
  P: 11, // NYSE Arca
  Q: 12, // Nasdaq
  T: 12, // Nasdaq
  S: 13, // CTA SIP
  L: 14, // Long-Term Stock Exchange
  V: 15, // IEX
  W: 16, // Cboe Stock Exchange
  X: 17, // Nasdaq PSX
  Y: 18, // Cboe BYX
  Z: 19, // Cboe BZX
  H: 20, // MIAX Pearl
  U: 21, // MEMX
  G: 22, // 24X
  F: 23, // Texas Stock Exchange
};

/** The number of a participant by its letter on the tape, or undefined where nobody has it. */
export function stockExchangeOfLetter(letter: string): number | undefined {
  return Object.hasOwn(ID_OF_LETTER, letter) ? ID_OF_LETTER[letter] : undefined;
}
