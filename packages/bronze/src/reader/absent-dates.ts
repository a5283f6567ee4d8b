import type { FilePlace, PlacedFile } from '@assay/ledger';
import type { Dataset } from '@assay/schemas';
import { BronzeError } from '../errors.js';
import type { ReadRequest } from './read-request.js';

/** @param stored the partition's files, or the whole dataset's where the partition has none */
export function noData(
  dataset: Dataset,
  request: ReadRequest,
  missing: readonly string[],
  stored: readonly PlacedFile[],
): BronzeError {
  const dates = [...new Set(stored.map(({ date }) => date))].sort();
  const values = [...new Set(stored.map(({ value }) => value))].sort();
  const has =
    dates.length === 0
      ? `Bronze holds nothing of ${dataset.id}`
      : `Bronze holds ${listed(values)} on ${dates.length} dates, ${dates[0]} to ${dates.at(-1)}`;
  return new BronzeError(
    'NO_DATA',
    `${nameOf(dataset, request)}: expected rows on ${listed(missing)}, was none; ${has}`,
  );
}

/** Some of what was asked for is deleted for good; what is left of the day would be too little. */
export function retired(
  dataset: Dataset,
  request: ReadRequest,
  files: readonly FilePlace[],
): BronzeError {
  const dates = [...new Set(files.map(({ date }) => date))].sort();
  return new BronzeError(
    'RETIRED',
    `${nameOf(dataset, request)}: expected rows on ${listed(dates)}, was deleted by retention, as a ` +
      'retire entry says: read what was made of it (Silver), or pass allowMissing for what is left',
  );
}

function nameOf(dataset: Dataset, { symbol, root }: ReadRequest): string {
  return `${dataset.id} ${symbol ?? `root ${root}`}`;
}

function listed(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(', ')}${more}`;
}
