import { stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@assay/telemetry';
import { absentAs } from '../local/disk-error.js';
import { isAbandoned, namesIn } from '../staging/abandoned.js';
import type { ClearOptions } from '../staging/clear-leftovers.js';
import { parseOwnerFolder } from '../staging/owner-folder.js';
import type { ProcessIdentity } from '../staging/process-identity.js';

/** What `breakAbandoned` found in a lock. */
export interface BrokenLock {
  /** The file of a holder who lives, or may. */
  readonly held: string | undefined;
  readonly removedFiles: number;
  readonly removedBytes: number;
}

/**
 * Removes from a lock what holders left there who have ended. One that runs is left alone, however long it
 * stands still; one that cannot be asked (other host, boot or container) has a day.
 */
export async function breakAbandoned(
  place: string,
  own: ProcessIdentity,
  clock: Clock,
  { dryRun = false }: ClearOptions = {},
): Promise<BrokenLock> {
  const found = { held: undefined as string | undefined, removedFiles: 0, removedBytes: 0 };
  for (const name of await namesIn(place)) {
    const path = join(place, name);
    const info = await absentAs(undefined, stat(path));
    if (info === undefined) {
      continue;
    }
    if (isAbandoned(parseOwnerFolder(name), own, info, clock)) {
      if (!dryRun) {
        await absentAs(undefined, unlink(path));
      }
      found.removedFiles += 1;
      found.removedBytes += info.size;
    } else {
      found.held = name;
    }
  }
  return found;
}
