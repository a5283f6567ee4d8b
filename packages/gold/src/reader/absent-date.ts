import type { PlacedFile } from '@assay/ledger';
import { dayOfDate, type Dataset } from '@assay/schemas';
import { GoldError } from '../errors.js';
import type { DatasetRequest } from './gold-reader.js';

/** Throws `BAD_REQUEST` for what cannot be asked. */
export function checkRequest(dataset: Dataset, { date, startNs, endNs }: DatasetRequest): void {
  if (dataset.tier !== 'gold') {
    throw new GoldError('BAD_REQUEST', `expected a Gold dataset, was ${dataset.id}`);
  }
  if (dayOfDate(date) === undefined) {
    throw new GoldError('BAD_REQUEST', `expected a date YYYY-MM-DD, was "${date}"`);
  }
  if (startNs !== undefined && endNs !== undefined && startNs > endNs) {
    throw new GoldError('BAD_REQUEST', `expected startNs up to endNs, was ${startNs} and ${endNs}`);
  }
}

/** @param all every file of the dataset */
export function noData(
  { id }: Dataset,
  { value, date }: DatasetRequest,
  all: readonly PlacedFile[],
): GoldError {
  const ofValue = all.filter((file) => file.value === value);
  const dates = [...new Set((ofValue.length > 0 ? ofValue : all).map((file) => file.date))].sort();
  const values = [...new Set(all.map((file) => file.value))].sort().slice(0, 5).join(', ');
  const has =
    dates.length === 0
      ? `Gold holds nothing of ${id}`
      : `Gold holds ${ofValue.length > 0 ? value : values} on ${dates.length} dates, ` +
        `${dates[0]} to ${dates.at(-1)}`;
  return new GoldError('NO_DATA', `${id} ${value}: expected rows on ${date}, was none; ${has}`);
}

/** Some of what was asked for is deleted for good; what is left of the day would be too little. */
export function retired({ id }: Dataset, { value, date }: DatasetRequest): GoldError {
  return new GoldError(
    'RETIRED',
    `${id} ${value}: expected rows on ${date}, was deleted by retention, as a retire entry says: pass ` +
      'allowMissing for what is left',
  );
}
