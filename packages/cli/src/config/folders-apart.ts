import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { ConfigFields } from './field.js';
import type { GivenValue } from './layers.js';
import type { ConfigProblem } from './load-config.js';

interface Folder {
  readonly name: string;
  readonly place: string;
  /** As it was written. */
  readonly written: string;
  /** Without links, as far as it exists. */
  readonly real: string;
}

/**
 * The folders that are another one or lie inside it. Lake, log and cache are each cleared, listed and
 * moved as a whole: what one does with its folder must not meet the files of another.
 */
export async function foldersNotApart(
  fields: ConfigFields,
  given: ReadonlyMap<string, GivenValue>,
): Promise<ConfigProblem[]> {
  const folders = await ownFolders(fields, given);
  const problems: ConfigProblem[] = [];
  for (const [index, one] of folders.entries()) {
    for (const other of folders.slice(index + 1)) {
      const [outer, inner] = isWithin(other.real, one.real) ? [one, other] : [other, one];
      if (isWithin(inner.real, outer.real)) {
        const which = `${outer.name} (${outer.written}, ${outer.place})`;
        const expected = `expected a folder apart from ${which}`;
        const was = inner.real === outer.real ? 'the same' : 'inside it';
        const problem = `${expected}, was ${was}: ${inner.written}`;
        problems.push({ field: inner.name, place: inner.place, problem });
      }
    }
  }
  return problems;
}

/** Those that fit their kind and are on this machine. */
async function ownFolders(
  fields: ConfigFields,
  given: ReadonlyMap<string, GivenValue>,
): Promise<Folder[]> {
  const folders: Folder[] = [];
  for (const [name, field] of Object.entries(fields).filter(([, { ownFolder }]) => ownFolder)) {
    const found = given.get(name);
    const written = field.kind.parse(found?.value ?? field.default);
    if (typeof written === 'string' && !written.startsWith('s3://')) {
      const place = found?.place ?? 'default';
      folders.push({ name, place, written, real: await realFolder(resolve(written)) });
    }
  }
  return folders;
}

/** Follows the links of the part that exists; the rest will be made below it. */
async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // Not there yet, or not to be looked at: opening it will say so, if it is anybody's trouble.
    const parent = dirname(path);
    return parent === path ? path : join(await realFolder(parent), basename(path));
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
