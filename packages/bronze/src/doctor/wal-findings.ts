import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import type { Finding } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** The embedded log, and whether it is in use. */
export interface WalPlace {
  readonly walRoot: string;
  /** Events come from a server: nobody reads the embedded log. */
  readonly isServerUsed: boolean;
  /** The lake, to tell how much of the log it holds. */
  readonly store: ObjectStore | undefined;
}

const SEGMENT = /^wal-(\d+)\.arrow$/;

/** Looks at the embedded log from outside: its folder is not opened, which only its owner may. */
export async function walFindings({ walRoot, isServerUsed, store }: WalPlace): Promise<Finding[]> {
  const names = await namesIn(walRoot);
  const what = 'embedded log';
  if (!names.includes('log.json')) {
    const was = `none at ${walRoot}`;
    return [{ severity: 'ok', what, was, expected: isServerUsed ? 'none' : 'made at the start' }];
  }
  if (isServerUsed) {
    return [await leftBehind(what, walRoot, store)];
  }
  const owner = names.includes('lock.json') ? await ownerOf(join(walRoot, 'lock.json')) : 'nobody';
  return [
    { severity: 'ok', what: `${what}: owner`, was: owner, expected: 'one process, or nobody' },
  ];
}

/** With a server in use, what was never stored of the embedded log waits for ever. */
async function leftBehind(
  what: string,
  walRoot: string,
  store: ObjectStore | undefined,
): Promise<Finding> {
  const segments = (await namesIn(join(walRoot, 'market')))
    .map((name) => SEGMENT.exec(name)?.[1])
    .filter((first) => first !== undefined)
    .map(BigInt)
    .sort((a, b) => (a < b ? -1 : 1));
  const newest = segments.at(-1);
  const expected = 'an empty embedded log, all of it in Bronze';
  if (newest === undefined) {
    return { severity: 'ok', what, was: `empty (${walRoot})`, expected };
  }
  const state =
    store === undefined
      ? undefined
      : (await readLedger({ store, tier: 'bronze', shard: 'market' })).state;
  if (state?.seal?.reason === 'followed') {
    const was = `all of it stored, and its shard sealed (${walRoot})`;
    return { severity: 'ok', what: `${what}: left behind`, was, expected };
  }
  const committedTo = state?.committedTo ?? 0n;
  const isCertain = newest > committedTo + 1n;
  const was =
    `${segments.length} segments from message ${segments[0]} on, the newest from ${newest} on; ` +
    `Bronze holds messages to ${committedTo} (${walRoot})`;
  return {
    severity: isCertain ? 'warning' : 'advice',
    what: `${what}: left behind`,
    was,
    expected,
    change: 'start lake-service with this WAL_ROOT: it stores what is left, and seals the shard',
  };
}

async function ownerOf(path: string): Promise<string> {
  try {
    const { pid, host } = Object(JSON.parse(await readFile(path, 'utf8'))) as {
      pid?: unknown;
      host?: unknown;
    };
    return `process ${String(pid)} on ${String(host)}`;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return `a lock that cannot be read (${path})`;
    }
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return [];
    }
    throw error;
  }
}
