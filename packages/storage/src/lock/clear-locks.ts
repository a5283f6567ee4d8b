import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@assay/telemetry';
import { absentAs } from '../local/disk-error.js';
import { isAbandoned, namesIn, removeIfEmpty } from '../staging/abandoned.js';
import type { Clearance, ClearOptions } from '../staging/clear-leftovers.js';
import { parseOwnerFolder } from '../staging/owner-folder.js';
import type { ProcessIdentity } from '../staging/process-identity.js';
import { breakAbandoned } from './break-abandoned.js';

/** Removes the locks, and the beginnings of some, whose holders have ended. */
export async function clearLocks(
  folder: string,
  own: ProcessIdentity,
  clock: Clock,
  options: ClearOptions,
): Promise<Clearance> {
  const total = { removedFiles: 0, removedBytes: 0, keptFolders: 0 };
  for (const name of await namesIn(folder)) {
    const place = join(folder, name);
    const { held, removedFiles, removedBytes } = await breakAbandoned(place, own, clock, options);
    total.removedFiles += removedFiles;
    total.removedBytes += removedBytes;
    if (held !== undefined || !(await isOver(place, name, own, clock))) {
      total.keptFolders += 1;
    } else if (options.dryRun !== true) {
      await removeIfEmpty(place);
    }
  }
  return total;
}

/** An empty lock is nobody's; the folder of one who is about to take one is still needed. */
async function isOver(
  place: string,
  name: string,
  own: ProcessIdentity,
  clock: Clock,
): Promise<boolean> {
  const owner = parseOwnerFolder(name);
  const info = await absentAs(undefined, stat(place));
  return owner === undefined || info === undefined || isAbandoned(owner, own, info, clock);
}
