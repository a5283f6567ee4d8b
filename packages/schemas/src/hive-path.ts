import type { Dataset, Tier } from './dataset.js';
import { SchemaError } from './errors.js';
import { dateOfHour, dayOfDate, hourOfDay } from './event-time.js';
import type { DatasetRegistry } from './registry.js';

/** Longest encoded partition value: folder names hold 255 bytes, `underlying=` takes some. */
const MAX_ENCODED = 200;
const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** Folder names that Hive readers take for NULL; DuckDB takes `NULL` so, in any case. */
const READ_AS_NULL = /^(?:__HIVE_DEFAULT_PARTITION__|NULL)$/i;

/**
 * A partition value as a folder name's right side. Reversible: bytes outside `A–Z a–z 0–9 . _ -` are
 * percent-encoded, as is a leading dot, so that no value can climb out of its folder, and the first
 * character of a value that readers would take for NULL.
 * Throws `BAD_PATH` for what cannot be a folder: empty, a lone surrogate, over 200 encoded bytes.
 */
export function encodePartitionValue(value: string): string {
  if (PLAIN.test(value) && value.length <= MAX_ENCODED && !READ_AS_NULL.test(value)) {
    return value;
  }
  const problem = partitionValueProblem(value);
  if (problem !== undefined) {
    throw new SchemaError('BAD_PATH', `partition value: ${problem}`);
  }
  return percentEncode(value);
}

/** Why a value cannot name a folder, as "expected …, was …"; undefined when it can. */
export function partitionValueProblem(value: string): string | undefined {
  if (value === '') {
    return 'expected at least one character, was empty';
  }
  if (Buffer.from(value, 'utf8').toString('utf8') !== value) {
    return 'expected well-formed Unicode, was a lone surrogate';
  }
  const bytes = percentEncode(value).length;
  return bytes > MAX_ENCODED
    ? `expected at most ${MAX_ENCODED} bytes when encoded, was ${bytes}`
    : undefined;
}

function percentEncode(value: string): string {
  const escapeFirst = value.startsWith('.') || READ_AS_NULL.test(value);
  let encoded = '';
  for (const byte of Buffer.from(value, 'utf8')) {
    const character = String.fromCharCode(byte);
    const plain = /[A-Za-z0-9._-]/.test(character) && !(escapeFirst && encoded === '');
    encoded += plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** The inverse of `encodePartitionValue`. Throws `BAD_PATH` for what it would never have made. */
export function decodePartitionValue(encoded: string): string {
  let value: string;
  try {
    value = decodeURIComponent(encoded);
  } catch (cause) {
    throw new SchemaError('BAD_PATH', `"${encoded}" is not an encoded partition value`, { cause });
  }
  if (value === '' || encodePartitionValue(value) !== encoded) {
    throw new SchemaError('BAD_PATH', `"${encoded}" is not an encoded partition value`);
  }
  return value;
}

/** Where a row belongs: its dataset's folder, its partition value and its UTC hour. */
export interface PartitionPlace {
  readonly dataset: Dataset;
  readonly value: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** `00` to `23`; undefined where the dataset has no hour folders. */
  readonly hour: string | undefined;
}

/** The place of a row, by its partition value and hour index (hours since 1970). */
export function placeOf(dataset: Dataset, value: string, hourIndex: number): PartitionPlace {
  return {
    dataset,
    value,
    date: dateOfHour(hourIndex),
    hour: dataset.partition.hourly ? hourOfDay(hourIndex) : undefined,
  };
}

/** `symbol=ESZ5/date=2025-12-16/hour=14`: the folders below the dataset's own. */
export function partitionPath(place: PartitionPlace): string {
  const value = `${place.dataset.partition.column}=${encodePartitionValue(place.value)}`;
  const hour = place.hour === undefined ? '' : `/hour=${place.hour}`;
  return `${value}/date=${place.date}${hour}`;
}

/** `bronze/futures/trades`: a dataset's folder in a tier (its own tier unless told). */
export function datasetFolder(dataset: Dataset, tier: Tier = dataset.tier): string {
  return `${tier}/${dataset.path}`;
}

/** The whole key prefix of a place, without a trailing slash. */
export function placeFolder(place: PartitionPlace, tier: Tier = place.dataset.tier): string {
  return `${datasetFolder(place.dataset, tier)}/${partitionPath(place)}`;
}

/**
 * The place and file name that a key says, or a `BAD_PATH` error when no dataset of the registry would
 * have been written there.
 */
export function parsePlace(
  registry: DatasetRegistry,
  tier: Tier,
  key: string,
): { readonly place: PartitionPlace; readonly file: string } {
  for (const dataset of registry.all) {
    const folder = `${datasetFolder(dataset, tier)}/`;
    if (!key.startsWith(folder)) {
      continue;
    }
    const parts = key.slice(folder.length).split('/');
    const file = parts.pop() ?? '';
    const place = parseParts(dataset, parts);
    if (place !== undefined && file !== '') {
      return { place, file };
    }
  }
  throw new SchemaError('BAD_PATH', `"${key}" is not a place of any known dataset`);
}

function parseParts(dataset: Dataset, parts: readonly string[]): PartitionPlace | undefined {
  const names = [dataset.partition.column, 'date', ...(dataset.partition.hourly ? ['hour'] : [])];
  if (
    parts.length !== names.length ||
    !parts.every((part, index) => part.startsWith(`${names[index]}=`))
  ) {
    return undefined;
  }
  const [value, date, hour] = parts.map((part) => part.slice(part.indexOf('=') + 1));
  const hourFits = hour === undefined || /^(?:[01]\d|2[0-3])$/.test(hour);
  if (dayOfDate(date) === undefined || !hourFits) {
    return undefined;
  }
  return { dataset, value: decodePartitionValue(value), date, hour };
}
