/** How sure a row is of itself. */
export type ConfidenceWord = 'HIGH' | 'MEDIUM' | 'LOW';

/**
 * The word for the mean of barrier, tape and fuel confidence, each 0 to 1: HIGH from 0.7, MEDIUM from 0.4. The mean is
 * rounded to billionths, so that 0.6, 0.6 and 0 are 0.4, and not the float below it.
 */
export function confidenceWord(barrier: number, tape: number, fuel: number): ConfidenceWord {
  const billionths = Math.round(((barrier + tape + fuel) / 3) * 1e9);
  return billionths >= 700_000_000 ? 'HIGH' : billionths >= 400_000_000 ? 'MEDIUM' : 'LOW';
}
