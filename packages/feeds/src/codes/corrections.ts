/**
 * What a trade's correction indicator says, as names of `conditions`. Source: NYSE Daily TAQ Client
 * Specification, "Trade Correction Indicator", which Massive's `correction` follows
 * (https://massive.com/glossary/conditions-indicators, "Trade Corrections").
 */
const NAMES: ReadonlyMap<number, readonly string[]> = new Map([
  /** The trade stands as it was reported. */
  [0, []],
  /** A trade that was corrected later; the record has the corrected data. */
  [1, ['Corrected']],
  /** A trade that was found to be an error later. */
  [7, ['Canceled', 'Erroneous']],
  /** A trade that was cancelled later. */
  [8, ['Canceled']],
  /** The record of a cancellation (follows an 8). */
  [10, ['CancelRecord', 'Canceled']],
  /** The record of an error (follows a 7). */
  [11, ['CancelRecord', 'Canceled', 'Erroneous']],
  /** The record of a correction (follows a 1), with the original, wrong data. */
  [12, ['Corrected', 'CorrectionRecord']],
]);

/** Names of a correction indicator, or undefined for one that is not in the list. */
export function correctionNames(indicator: number): readonly string[] | undefined {
  return NAMES.get(indicator);
}
