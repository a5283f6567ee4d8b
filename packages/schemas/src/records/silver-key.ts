import type { Dataset } from '../dataset.js';
import { dayOfDate } from '../event-time.js';

const ENTRY_NAME = /^(\d{20})\.json$/;
const DATE_FOLDER = /^date=([^/]+)\//;

/** The name of the one file of a Silver hour. */
export const SILVER_FILE_NAME = 'part-0000.parquet';

/** `_lake/silver/catalog/futures/trades/`: what Silver records of a dataset, a folder a date. */
export function silverCatalogRoot(dataset: Dataset): string {
  return `_lake/silver/catalog/${dataset.path}/`;
}

/** `_lake/silver/catalog/futures/trades/date=2025-12-16/`: the entries of one UTC date. */
export function silverCatalogFolder(dataset: Dataset, date: string): string {
  return `${silverCatalogRoot(dataset)}date=${date}/`;
}

/** `…/date=2025-12-16/<20 digits>.json`. */
export function silverEntryKey(dataset: Dataset, date: string, number: number): string {
  return `${silverCatalogFolder(dataset, date)}${String(number).padStart(20, '0')}.json`;
}

/** The number that an entry's key says, or undefined when the key is not one of the day's. */
export function silverEntryNumber(dataset: Dataset, date: string, key: string): number | undefined {
  const folder = silverCatalogFolder(dataset, date);
  const match = key.startsWith(folder) ? ENTRY_NAME.exec(key.slice(folder.length)) : null;
  const number = match === null ? undefined : Number(match[1]);
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** The date whose catalog a key belongs to, or undefined when it belongs to none of the dataset. */
export function dateOfSilverKey(dataset: Dataset, key: string): string | undefined {
  const root = silverCatalogRoot(dataset);
  const date = key.startsWith(root) ? DATE_FOLDER.exec(key.slice(root.length))?.[1] : undefined;
  return date !== undefined && dayOfDate(date) !== undefined ? date : undefined;
}
