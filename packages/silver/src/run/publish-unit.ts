import { encodeSilverEntry, NO_SILVER_ENTRY_SHA256, type SilverHour } from '@assay/schemas';
import { StorageError, type ReplaceOutcome } from '@assay/storage';
import { SilverError } from '../errors.js';
import { unitName, type PlannedUnit } from '../plan/plan-date.js';
import type { Unit } from '../plan/unit.js';
import type { BuiltUnit } from './build-unit.js';
import type { CompactorParts } from './compactor-parts.js';

/**
 * What became of the hour's file. The record, if a new one was due, is made in any case.
 *
 * - `published`: it is the recorded one.
 * - `changed`: it was left, for another compactor replaced it, or recorded the hour, since it was looked at.
 * - `overwrote`: it was replaced just when another compactor recorded the hour, whose file it is not.
 */
export type Published = 'published' | 'changed' | 'overwrote';

/**
 * Announces a built hour in the catalog, then replaces its file if that is still the one that was looked
 * at, and the record still the hour's latest. Nothing is announced twice. A file that has these bytes
 * already is left alone only where the latest record names it: after a record whose file was never put there
 * it is put once more, so that who made that record, and wakes up, no longer finds what it looked at.
 *
 * Throws `OVERTAKEN` when another compactor recorded the hour meanwhile, `FILE_CHANGED` for a file where
 * an hour without rows has none.
 */
export async function publishUnit(
  parts: CompactorParts,
  { unit, found }: PlannedUnit,
  { record, file }: BuiltUnit,
): Promise<Published> {
  if (file === undefined && found.tag !== undefined) {
    throw strayFile(unitName(unit), unit.key);
  }
  const isThere = found.state === 'recorded' && (await hasBytesOf(parts, unit.key, found, record));
  if (unit.head === undefined || !isSameRecord(unit.head, record)) {
    const { dataset, date, seen } = unit;
    await parts.catalog.append({ dataset, date, seen, hours: [record], writer: parts.writer });
  }
  await parts.failpoint('silver.after-entry');
  if (file === undefined || isThere) {
    await parts.failpoint('silver.after-replace');
    return 'published';
  }
  if (!(await isLatest(parts, unit, record))) {
    return 'changed';
  }
  const outcome = await replace(parts, { key: unit.key, file, tag: found.tag }, record);
  if (outcome === 'changed') {
    return 'changed';
  }
  await parts.failpoint('silver.after-replace');
  // Equal bytes have equal tags in S3: there the comparison of tags alone does not tell of who was faster.
  return (await isLatest(parts, unit, record)) ? 'published' : 'overwrote';
}

/** Whether the catalog's latest record of an hour says the same as this one, whoever made it. */
async function isLatest({ catalog }: CompactorParts, unit: Unit, record: SilverHour) {
  const day = await catalog.day(unit.dataset, unit.date);
  const latest = day.hourOf(unit.partition, unit.hour);
  return latest !== undefined && isSameRecord(latest, record);
}

/** Where it cannot be known whether the file was replaced, it is looked at again. */
async function replace(
  { store, files }: CompactorParts,
  {
    key,
    file,
    tag,
  }: { readonly key: string; readonly file: string; readonly tag: string | undefined },
  record: SilverHour,
): Promise<ReplaceOutcome> {
  try {
    return await store.replaceIfSame(key, { file }, tag);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'UNDECIDED') {
      const { state } = await files.look(key, record);
      return state === 'recorded' ? 'replaced' : 'changed';
    }
    throw error;
  }
}

async function hasBytesOf(
  { files }: CompactorParts,
  key: string,
  { tag, bytes }: PlannedUnit['found'],
  { output }: SilverHour,
): Promise<boolean> {
  const mayBe = tag !== undefined && output !== null && bytes === output.bytes;
  return mayBe && (await files.sha256Of(key, tag)) === output.sha256;
}

/** Compared as they are written. */
function isSameRecord(one: SilverHour, other: SilverHour): boolean {
  return bytesOf(one).equals(bytesOf(other));
}

function bytesOf(hour: SilverHour): Buffer {
  const head = {
    format: 1,
    kind: 'silver-hours',
    dataset: '-',
    date: '2000-01-01',
    writer: '-',
  } as const;
  const place = { number: 1, prev_sha256: NO_SILVER_ENTRY_SHA256 };
  return Buffer.from(encodeSilverEntry({ ...head, ...place, hours: [hour] }));
}

function strayFile(name: string, key: string): SilverError {
  return new SilverError(
    'FILE_CHANGED',
    `${name}: expected no file, since Bronze's files of the hour hold no row, was one at ${key} that no ` +
      'compaction made: move it away',
  );
}
