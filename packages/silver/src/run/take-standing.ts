import { copyFile } from 'node:fs/promises';
import { SILVER_FILE_NAME, type SilverHour } from '@assay/schemas';
import { fileSha256, StorageError } from '@assay/storage';
import type { PlannedUnit } from '../plan/plan-date.js';
import type { BuiltUnit } from './build-unit.js';
import type { CompactorParts } from './compactor-parts.js';

/**
 * An hour's file as it stands there, staged, with the record that names it: published again, it is the
 * hour, and a compactor that means to replace it no longer finds what it looked at. Undefined when it is
 * another file by now.
 */
export async function takeStanding(
  { store, staging }: CompactorParts,
  { unit, found }: PlannedUnit,
  record: SilverHour,
): Promise<BuiltUnit | undefined> {
  if (found.tag === undefined) {
    return { record, file: undefined };
  }
  const file = await staging.path(SILVER_FILE_NAME);
  try {
    const copy = await store.snapshot(unit.key);
    try {
      await copyFile(copy.path, file);
    } finally {
      await copy.release();
    }
    if ((await fileSha256(file)) === record.output?.sha256) {
      return { record, file };
    }
  } catch (error) {
    await staging.discard(file);
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
  await staging.discard(file);
  return undefined;
}
