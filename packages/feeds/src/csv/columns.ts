import { FeedError } from '../errors.js';
import { splitFields } from './fields.js';

/** A table's columns by the names in its first line, in whatever order they stand. */
export interface TableColumns {
  readonly count: number;
  /** Names that nobody asked for. */
  readonly unused: readonly string[];
  /** Place of a column, −1 where the file does not have it. */
  at(name: string): number;
}

/**
 * Reads the names of the columns. Throws `BAD_HEADER` where one of `needed` is missing, or any
 * stands twice: values would be taken from the wrong place.
 */
export function readColumns(
  header: string,
  file: string,
  wanted: { readonly needed: readonly string[]; readonly optional: readonly string[] },
): TableColumns {
  const names = (splitFields(header) ?? []).map((name) => name.trim().toLowerCase());
  const problem = (expected: string) =>
    new FeedError('BAD_HEADER', `${expected}, was "${header.slice(0, 200)}"`, {
      place: { file, record: 1 },
    });
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    throw problem(`expected each column once ("${twice}")`);
  }
  const missing = wanted.needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw problem(`expected a first line with the columns ${missing.join(', ')}`);
  }
  const known = new Set([...wanted.needed, ...wanted.optional]);
  const places = new Map(names.map((name, place) => [name, place]));
  return {
    count: names.length,
    unused: names.filter((name) => !known.has(name)),
    at: (name) => places.get(name) ?? -1,
  };
}
