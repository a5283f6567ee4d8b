import { readdir, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@assay/telemetry';
import { absentAs, errnoOf } from '../local/disk-error.js';
import { parseOwnerFolder } from './owner-folder.js';
import { livenessOf, type Liveness, type ProcessIdentity } from './process-identity.js';

/** After this long without a change, a file whose owner cannot be asked is taken for a leftover. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/** What `Staging.clear` did. */
export interface Clearance {
  readonly removedFiles: number;
  readonly removedBytes: number;
  /** Folders left alone because their owner lives, or may. */
  readonly keptFolders: number;
}

/** Clears the shared staging folder as `Staging.clear` says. */
export async function clearLeftovers(
  shared: string,
  own: ProcessIdentity,
  clock: Clock,
): Promise<Clearance> {
  const total = { removedFiles: 0, removedBytes: 0, keptFolders: 0 };
  const oldestKeptMs = Number(clock.nowNs() / 1_000_000n) - ABANDONED_AFTER_MS;
  for (const name of await namesIn(shared)) {
    const owner = parseOwnerFolder(name);
    const liveness = owner === undefined ? 'unknown' : livenessOf(owner, own);
    if (liveness === 'alive') {
      total.keptFolders += 1;
      continue;
    }
    const removed = await clearFolder(join(shared, name), liveness, oldestKeptMs);
    total.removedFiles += removed.files;
    total.removedBytes += removed.bytes;
    total.keptFolders += removed.gone ? 0 : 1;
  }
  return total;
}

async function clearFolder(folder: string, liveness: Liveness, oldestKeptMs: number) {
  const removed = { files: 0, bytes: 0, gone: false };
  const info = await absentAs(undefined, stat(folder));
  const outdated = (modifiedMs: number) => liveness === 'dead' || modifiedMs < oldestKeptMs;
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const file = await absentAs(undefined, stat(path));
    if (file?.isFile() && outdated(file.mtimeMs)) {
      await absentAs(undefined, unlink(path));
      removed.files += 1;
      removed.bytes += file.size;
    }
  }
  // A young folder is spared even when empty: its owner may be about to write there.
  removed.gone = info === undefined || (outdated(info.mtimeMs) && (await removeIfEmpty(folder)));
  return removed;
}

async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) {
      return false;
    }
    if (errnoOf(error) === 'ENOENT') {
      return true;
    }
    throw error;
  }
}

/** A file in place of a folder has no names in it, and is left alone. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') {
      return [];
    }
    throw error;
  }
}
