import type { TapeVolumes } from './price-volumes.js';

/** (buy − sell) / (buy + sell), from −1 to 1; 0 where nothing of known side traded. */
export function imbalanceOf({ buy, sell }: TapeVolumes): number {
  return buy + sell === 0 ? 0 : (buy - sell) / (buy + sell);
}

/** How much the tape says, from 0 to 1: full from `confidenceContracts` on. */
export function tapeConfidence({ buy, sell }: TapeVolumes, confidenceContracts: number): number {
  return Math.min(1, (buy + sell) / confidenceContracts);
}
