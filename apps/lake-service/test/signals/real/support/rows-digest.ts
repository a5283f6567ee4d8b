import { createLogicalHash, levelsSignals, type LevelSignal } from '@assay/schemas';

/** The logical hash of rows of `levels.signals`: what they say, in whatever order. */
export function rowsDigest(rows: Iterable<LevelSignal>): string {
  const hash = createLogicalHash(levelsSignals.columns);
  for (const row of rows) {
    hash.add(row);
  }
  return hash.digest();
}
