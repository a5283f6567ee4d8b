import { stat } from 'node:fs/promises';
import { CommandFailure } from '@assay/cli';
import type { LakeLocation } from '@assay/storage';

/**
 * Throws `UNREACHABLE` for a local lake's place at which something else than a folder is, or that cannot be
 * looked at. One that is not there yet is made when something is written.
 */
export async function assertFolder(location: LakeLocation): Promise<void> {
  if (location.kind !== 'local') {
    return;
  }
  const was = await otherThanFolder(location.root);
  if (was !== undefined) {
    throw new CommandFailure('UNREACHABLE', `${location.root}: expected a folder, was ${was}`, {
      next: 'name the folder of a lake (the lake itself by DATA_ROOT)',
    });
  }
}

async function otherThanFolder(root: string): Promise<string | undefined> {
  try {
    return (await stat(root)).isDirectory() ? undefined : 'a file';
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) {
      throw error;
    }
    switch (error.code) {
      case 'ENOENT':
        return undefined;
      case 'ENOTDIR':
        return 'a place below a file';
      default:
        return `one that cannot be looked at: ${error.message}`;
    }
  }
}
