import type { SilverHour } from '@assay/schemas';
import type { HourName, HourResult } from '../hour-result.js';
import type { PlannedUnit } from '../plan/plan-date.js';
import type { Unit } from '../plan/unit.js';

/** An hour's name as results carry it. */
export function nameOfUnit({ dataset, partition, date, hour }: Unit): HourName {
  return { dataset: dataset.id, partition, date, hour };
}

/** @param record the hour's latest record: by it the figures are told */
export function resultOf(
  { unit, inputs }: PlannedUnit,
  done: Pick<HourResult, 'status' | 'reason' | 'seconds'>,
  record: SilverHour | undefined = unit.head,
): HourResult {
  const isPlanned = done.status === 'planned';
  const join = record?.enrichment ?? null;
  return {
    ...nameOfUnit(unit),
    status: done.status,
    rowsRead: isPlanned ? 0 : (record?.rows_read ?? 0),
    rowsWritten: isPlanned ? 0 : (record?.rows_written ?? 0),
    duplicatesRemoved: isPlanned ? 0 : (record?.duplicates_removed ?? 0),
    ambiguousDuplicates: isPlanned ? 0 : (record?.ambiguous_duplicates ?? 0),
    files: isPlanned ? inputs.length : (record?.inputs.length ?? 0),
    seconds: done.seconds,
    reason: done.reason,
    ...(join === null || isPlanned ? {} : { enrichment: join }),
  };
}
