import { levelsSignals, type AnyRow, type LevelSignal } from '@assay/schemas';

/** The first place where two lists of rows say something else; undefined: they are the same, bit for bit. */
export function firstDifference(
  rows: readonly LevelSignal[],
  others: readonly LevelSignal[],
): string | undefined {
  for (let index = 0; index < Math.max(rows.length, others.length); index += 1) {
    if (index >= rows.length || index >= others.length) {
      return `${rows.length} rows, and ${others.length}`;
    }
    const [row, other]: AnyRow[] = [rows[index], others[index]];
    for (const { name } of levelsSignals.columns) {
      if (!Object.is(row[name], other[name])) {
        return `row ${index}, ${name}: ${String(row[name])}, and ${String(other[name])}`;
      }
    }
  }
  return undefined;
}
