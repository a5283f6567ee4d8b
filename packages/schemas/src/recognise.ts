import type { Dataset } from './dataset.js';
import type { DatasetRegistry } from './registry.js';

/**
 * The dataset of an event whose subject nobody declared and that no envelope names, by the fields it
 * has. The most specific declaration wins (most required fields, then a partition pattern); undefined
 * when none fits.
 *
 * @param has whether the event has a field
 * @param textOf the event's value of a field, where it is a string
 */
export function recogniseDataset(
  registry: DatasetRegistry,
  has: (field: string) => boolean,
  textOf: (field: string) => string | undefined,
): Dataset | undefined {
  const fitting = registry.all.filter((dataset) => fits(dataset, has, textOf));
  return fitting.sort((a, b) => specificity(b) - specificity(a))[0];
}

function fits(
  dataset: Dataset,
  has: (field: string) => boolean,
  textOf: (field: string) => string | undefined,
): boolean {
  const rule = dataset.recognition;
  if (rule === undefined || dataset.subject === undefined) {
    return false;
  }
  const pattern = rule.partitionPattern;
  return (
    rule.present.every(has) &&
    !(rule.absent ?? []).some(has) &&
    (pattern === undefined || pattern.test(textOf(dataset.partition.column) ?? ''))
  );
}

function specificity(dataset: Dataset): number {
  const rule = dataset.recognition;
  return (rule?.present.length ?? 0) * 2 + (rule?.partitionPattern === undefined ? 0 : 1);
}
