import type { Dataset } from '@assay/schemas';

/** Whether a dataset has all of these columns: what is measured is decided by columns alone. */
export function hasColumns(dataset: Dataset, ...names: readonly string[]): boolean {
  return names.every((name) => dataset.columns.some((column) => column.name === name));
}
