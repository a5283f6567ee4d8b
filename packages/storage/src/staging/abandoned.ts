import { readdir, rmdir } from 'node:fs/promises';
import type { Clock } from '@assay/telemetry';
import { errnoOf } from '../local/disk-error.js';
import { livenessOf, type ProcessIdentity } from './process-identity.js';

/** After this long without a change, a file whose owner cannot be asked is taken for a leftover. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/** When a file was last written or given another name. */
export interface FileTimes {
  readonly mtimeMs: number;
  /** A link is as young as this says, while its `mtimeMs` is that of the bytes. */
  readonly ctimeMs: number;
}

/**
 * Whether nobody needs what an owner made: it has ended, or it cannot be asked (other host, boot or
 * container, or a name that is none of ours) and nothing was done with it for a day.
 */
export function isAbandoned(
  owner: ProcessIdentity | undefined,
  own: ProcessIdentity,
  times: FileTimes,
  clock: Clock,
): boolean {
  const liveness = owner === undefined ? 'unknown' : livenessOf(owner, own);
  const oldestKeptMs = Number(clock.nowNs() / 1_000_000n) - ABANDONED_AFTER_MS;
  const isOld = Math.max(times.mtimeMs, times.ctimeMs) < oldestKeptMs;
  return liveness === 'dead' || (liveness === 'unknown' && isOld);
}

/** True where the folder is gone afterwards; one with something in it stays. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
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

/** A folder that is not there, or a file in its place, has no names in it. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') {
      return [];
    }
    throw error;
  }
}
