import { readdir, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { CommandFailure } from '@assay/cli';
import type { FeedFormat } from '@assay/feeds';
import { globPattern, isGlob } from './glob.js';

/** The files that a command line means. */
export interface FoundFiles {
  /** Each once, in the order of the arguments; those of a folder or glob sorted by path. */
  readonly files: readonly string[];
  /** Those of them that were named outright. */
  readonly named: ReadonlySet<string>;
  /** Files of a folder or glob that the format does not claim, and folders that were not entered. */
  readonly skipped: readonly string[];
}

/**
 * What the arguments name: files, folders (with all below them) and globs. A file that is named outright
 * is taken whatever its name, also when it is not there: reading it will say so. Throws `BAD_INPUT` for
 * folders and globs without a single file of the format.
 *
 * @param ownFolders not entered on the way, such as the lake that the files are brought into
 */
export async function findFiles(
  given: readonly string[],
  format: FeedFormat,
  ownFolders: readonly string[] = [],
): Promise<FoundFiles> {
  const closed = new Set(ownFolders.map((folder) => resolve(folder)));
  const files = new Set<string>();
  const named = new Set<string>();
  const skipped = new Set<string>();
  const barren: string[] = [];
  for (const argument of given) {
    const found = await filesBehind(argument, closed);
    if (found === undefined) {
      files.add(argument);
      named.add(argument);
      continue;
    }
    const claimed = found.filter((path) => format.claims(withSlashes(path)));
    claimed.forEach((path) => files.add(path));
    found.filter((path) => !claimed.includes(path)).forEach((path) => skipped.add(path));
    if (claimed.length === 0) {
      const others = found.length === 0 ? 'no file at all' : `${found.length} others`;
      barren.push(`${argument}: expected files of the format ${format.name}, was ${others}`);
    }
  }
  if (barren.length > 0) {
    throw new CommandFailure('BAD_INPUT', barren.join('\n'), {
      next: 'correct the path or --format; a file whose name does not tell can be named outright',
    });
  }
  files.forEach((path) => skipped.delete(path));
  return { files: [...files], named, skipped: [...skipped] };
}

/** The files of a folder or glob, sorted; undefined for a file, and for what is nothing of these. */
async function filesBehind(
  argument: string,
  closed: ReadonlySet<string>,
): Promise<string[] | undefined> {
  const info = await stat(argument).catch(() => undefined);
  if (info?.isDirectory() === true) {
    return sorted(await filesBelow(argument, Number.POSITIVE_INFINITY, closed));
  }
  if (info !== undefined || !isGlob(argument)) {
    return undefined;
  }
  const parts = withSlashes(argument).split('/');
  const first = parts.findIndex(isGlob);
  const base = parts.slice(0, first).join('/');
  const rest = parts.slice(first);
  const depth = rest.includes('**') ? Number.POSITIVE_INFINITY : rest.length;
  const pattern = globPattern(rest.join('/'));
  // `/*.dbn` begins at the root, `*.dbn` here.
  const folder = base === '' && first > 0 ? '/' : base;
  const found = await filesBelow(folder === '' ? '.' : folder, depth, closed);
  const start = folder === '' || folder.endsWith('/') ? folder.length : folder.length + 1;
  return sorted(found.filter((path) => pattern.test(withSlashes(path).slice(start))));
}

/** Links to files are files; links to folders are not entered, since they may lead round in a circle. */
async function filesBelow(
  folder: string,
  depth: number,
  closed: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = folder === '.' ? entry.name : join(folder, entry.name);
    if (entry.isDirectory() && !closed.has(resolve(path))) {
      found.push(...(depth > 1 ? await filesBelow(path, depth - 1, closed) : []));
    } else {
      found.push(path);
    }
  }
  return found;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_INPUT', `${folder}: expected a readable folder (${why})`, {
      next: 'correct the path, or let this user read the folder',
      cause,
    });
  }
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}

function sorted(paths: string[]): string[] {
  return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
