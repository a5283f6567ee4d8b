import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { absentAs } from '../local/disk-error.js';

/** What `evict` left and took. */
export interface Eviction {
  readonly keptBytes: number;
  readonly removedFiles: number;
}

/**
 * Removes the copies used longest ago until at most `limit` bytes are left. A copy in use has another
 * name beside the one here (its lease) and stays; one that is taken into use while this runs loses
 * its name and keeps its bytes.
 */
export async function evict(folder: string, limit: number): Promise<Eviction> {
  const names = (await absentAs(undefined, readdir(folder))) ?? [];
  const copies = [];
  let keptBytes = 0;
  for (const name of names) {
    const path = join(folder, name);
    const info = await absentAs(undefined, stat(path));
    if (info !== undefined) {
      copies.push({ path, bytes: info.size, usedMs: info.atimeMs, leased: info.nlink > 1 });
      keptBytes += info.size;
    }
  }
  copies.sort((left, right) => left.usedMs - right.usedMs);
  let removedFiles = 0;
  for (const { path, bytes, leased } of copies) {
    if (keptBytes <= limit) {
      break;
    }
    if (!leased) {
      await absentAs(undefined, unlink(path));
      keptBytes -= bytes;
      removedFiles += 1;
    }
  }
  return { keptBytes, removedFiles };
}
