import { sqlName, type Dataset } from '@assay/schemas';

/**
 * 64 bits of the terms' values. They differ between releases of the engine and may collide: they are
 * compared within one process, never stored, and never decide alone that two rows are equal.
 */
export function hashOf(terms: readonly string[]): string {
  return `hash(${terms.join(', ')})`;
}

/** The hash of all a row says: the dataset's columns. */
export function rowHash(dataset: Dataset): string {
  return hashOf(dataset.columns.map(({ name }) => sqlName(name)));
}
