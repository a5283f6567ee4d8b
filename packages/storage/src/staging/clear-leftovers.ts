import { stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@assay/telemetry';
import { absentAs } from '../local/disk-error.js';
import { clearLocks } from '../lock/clear-locks.js';
import { isAbandoned, namesIn, removeIfEmpty } from './abandoned.js';
import { parseOwnerFolder } from './owner-folder.js';
import { livenessOf, type ProcessIdentity } from './process-identity.js';

/** Among the owners' folders: the locks of the lake's objects, each with rules of its own. */
export const LOCKS = 'locks';

/** How `Staging.clear` clears. */
export interface ClearOptions {
  /** Says what it would remove, and removes nothing. */
  readonly dryRun?: boolean;
}

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
  options: ClearOptions,
): Promise<Clearance> {
  const total = { removedFiles: 0, removedBytes: 0, keptFolders: 0 };
  for (const name of await namesIn(shared)) {
    const folder = join(shared, name);
    const cleared =
      name === LOCKS
        ? await clearLocks(folder, own, clock, options)
        : await clearFolder(folder, { owner: parseOwnerFolder(name), own }, clock, options);
    total.removedFiles += cleared.removedFiles;
    total.removedBytes += cleared.removedBytes;
    total.keptFolders += cleared.keptFolders;
  }
  return total;
}

async function clearFolder(
  folder: string,
  { owner, own }: { readonly owner: ProcessIdentity | undefined; readonly own: ProcessIdentity },
  clock: Clock,
  { dryRun = false }: ClearOptions,
): Promise<Clearance> {
  if (owner !== undefined && livenessOf(owner, own) === 'alive') {
    return { removedFiles: 0, removedBytes: 0, keptFolders: 1 };
  }
  const removed = { removedFiles: 0, removedBytes: 0, keptFolders: 0 };
  const info = await absentAs(undefined, stat(folder));
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const file = await absentAs(undefined, stat(path));
    if (file?.isFile() && isAbandoned(owner, own, file, clock)) {
      if (!dryRun) {
        await absentAs(undefined, unlink(path));
      }
      removed.removedFiles += 1;
      removed.removedBytes += file.size;
    }
  }
  // A young folder is spared even when empty: its owner may be about to write there.
  const isOver = info === undefined || isAbandoned(owner, own, info, clock);
  removed.keptFolders = isOver && (dryRun || (await removeIfEmpty(folder))) ? 0 : 1;
  return removed;
}
