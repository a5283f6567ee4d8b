import { placeFolder, SILVER_FILE_NAME, type Dataset } from '@assay/schemas';

/** An hour as Silver names it: `00` to `23`; null where the dataset's unit is the day. */
export function hourNameOf({ hour }: { readonly hour: number | undefined }): string | null {
  return hour === undefined ? null : String(hour).padStart(2, '0');
}

/** The key of the one file of an hour. */
export function hourFileKey(
  dataset: Dataset,
  partition: string,
  date: string,
  hour: string | null,
): string {
  const place = { dataset, value: partition, date, hour: hour ?? undefined };
  return `${placeFolder(place, 'silver')}/${SILVER_FILE_NAME}`;
}
