import type { Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import type { AbsentHour } from './find-hours.js';
import { nameOf, type ReadSelection } from './read-request.js';

/** The command that compacts a date: of one partition value, or of all. */
export function compactCommand(dataset: Dataset, date: string, value: string | undefined): string {
  const partition = value === undefined ? '' : ` --symbol ${shellWord(value)}`;
  return `silver-cli compact --date ${date} --schema ${dataset.name}${partition}`;
}

/** @param why begins the message: for what the hours are needed */
export function notCompacted(
  dataset: Dataset,
  why: string,
  hours: readonly AbsentHour[],
): SilverError {
  const dates = [...new Set(hours.map(({ date }) => date))];
  const rows = hours.reduce((sum, hour) => sum + hour.rows, 0);
  const are = hours.some(({ late }) => !late) ? 'was not' : 'was before they came';
  const commands = dates.map((date) => {
    const values = new Set(hours.filter((hour) => hour.date === date).map(({ value }) => value));
    const [value] = values;
    return compactCommand(dataset, date, values.size === 1 ? value : undefined);
  });
  return new SilverError(
    'NOT_COMPACTED',
    `${why}: expected ${listed(hours.map(hourText))} compacted, ${are}; ` +
      `Bronze holds ${rows} more rows there: run ${listed(commands, '; ')}`,
  );
}

/**
 * @param missing dates of which neither Silver nor Bronze has anything
 * @param stored dates of which something was stored, ascending
 */
export function noData(
  dataset: Dataset,
  request: ReadSelection,
  missing: readonly string[],
  stored: readonly string[],
): SilverError {
  const [first] = stored;
  const there =
    first === undefined
      ? 'nothing was ever stored of it: name what the lake has, or pass allowMissing'
      : `nothing was ever stored there; of it ${datesText(stored)} stored: ` +
        'name those dates, or pass allowMissing for what there is';
  return new SilverError(
    'NO_DATA',
    `${nameOf(dataset, request)}: expected rows on ${listed(missing)}, was none; ${there}`,
  );
}

function datesText(dates: readonly string[]): string {
  return dates.length === 1
    ? `1 date, ${dates[0]}, was`
    : `${dates.length} dates, ${dates[0]} to ${dates[dates.length - 1]}, were`;
}

/** What was never compacted is deleted for good; what is left of the day would be too little. */
export function retired(
  dataset: Dataset,
  request: ReadSelection,
  dates: readonly string[],
): SilverError {
  return new SilverError(
    'NO_DATA',
    `${nameOf(dataset, request)}: expected rows on ${listed(dates)}, was deleted from Bronze by ` +
      'retention before it was compacted: pass allowMissing for what is left',
  );
}

function hourText({ value, date, hour }: AbsentHour): string {
  return `${value} ${date}${hour === null ? '' : ` hour ${hour}`}`;
}

function listed(names: readonly string[], separator = ', '): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${names.slice(0, 5).join(separator)}${more}`;
}

function shellWord(value: string): string {
  return /^[A-Za-z0-9._:=@%+/-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
