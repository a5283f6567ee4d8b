import type { SharedEngine } from '@assay/query';
import {
  silverColumns,
  sqlName,
  sqlText,
  sqlType,
  type Dataset,
  type SilverHour,
  type SilverJoin,
} from '@assay/schemas';
import { compareKeys } from '@assay/storage';
import { bronzeRowsSql } from '../compaction/bronze-rows.js';
import type { BronzeListing } from '../plan/bronze-listing.js';
import { sourceOf } from '../plan/source.js';
import type { Unit } from '../plan/unit.js';
import { arrivalQuality } from './arrival-quality.js';
import { bookQuality } from './book-quality.js';
import { delayQuality } from './delay-quality.js';
import { withOpenFiles, type OpenFiles, type OpenParts } from './open-partition.js';
import type { HoursQuality, PartitionQuality, RowsQuality } from './quality-report.js';
import { staleReason } from './stale-reason.js';
import { sequenceQuality } from './sequence-quality.js';
import { timeQuality } from './time-quality.js';
import { volumeQuality } from './volume-quality.js';

/** What measuring stands on, and what counts as much. */
export interface QualityParts extends OpenParts {
  readonly engine: SharedEngine;
  readonly gapThresholdNs: bigint;
  readonly lateThresholdNs: bigint;
}

/** Measures one partition's day. @param units its hours, at least one, all of one dataset and date */
export async function measurePartition(
  parts: QualityParts,
  listing: BronzeListing,
  units: readonly Unit[],
): Promise<PartitionQuality> {
  const inOrder = [...units].sort((a, b) => compareKeys(a.hour ?? '', b.hour ?? ''));
  const [{ dataset, partition, date }] = inOrder;
  const isOfBronze = sourceOf(dataset).rows === dataset;
  const records = inOrder.map(({ head }) => head).filter((head) => head !== undefined);
  const hours = records
    .filter(({ output }) => output !== null)
    .map((record) => ({ dataset, date, record }));
  const bronzeOf = isOfBronze ? dataset : undefined;
  const measured = await withOpenFiles(parts, { hours, bronzeOf, partition, date }, (files) =>
    measure(parts, dataset, files),
  );
  return {
    dataset: dataset.id,
    partition,
    hours: hoursOf(listing, inOrder),
    rows: rowsOf(inOrder, records, isOfBronze),
    enrichment: joinOf(records),
    ...measured,
  };
}

type Measured = Omit<PartitionQuality, 'dataset' | 'partition' | 'hours' | 'rows' | 'enrichment'>;

async function measure(
  parts: QualityParts,
  dataset: Dataset,
  { silver, bronze }: OpenFiles,
): Promise<Measured> {
  const session = await parts.engine.take();
  try {
    const arrived = `(${bronzeRowsSql(dataset, bronze)})`;
    const arrival =
      bronze.length === 0
        ? undefined
        : await arrivalQuality(session, arrived, parts.lateThresholdNs);
    if (silver.length === 0) {
      return { ...NOTHING, arrival };
    }
    const rows = `(${silverRows(dataset, silver)})`;
    return {
      time: await timeQuality(session, rows, parts.gapThresholdNs),
      sequence: await sequenceQuality(session, dataset, rows),
      book: await bookQuality(session, dataset, rows),
      ...(await volumeQuality(session, dataset, rows)),
      delay: await delayQuality(session, dataset, rows),
      arrival,
    };
  } finally {
    await parts.engine.giveBack();
  }
}

const NOTHING = {
  time: undefined,
  sequence: undefined,
  book: undefined,
  volume: undefined,
  aggressor: undefined,
  delay: undefined,
};

/** Files of an older release may lack a column that was added later: it reads as NULL. */
function silverRows(dataset: Dataset, paths: readonly string[]): string {
  const columns = silverColumns(dataset);
  const declared = columns.map((column) => `NULL::${sqlType(column)} AS ${sqlName(column.name)}`);
  return `SELECT ${columns.map(({ name }) => sqlName(name)).join(', ')} FROM (
    SELECT ${declared.join(', ')} WHERE false
    UNION ALL BY NAME SELECT * FROM read_parquet([${paths.map(sqlText).join(', ')}],
      union_by_name = true, hive_partitioning = false))`;
}

function hoursOf(listing: BronzeListing, units: readonly Unit[]): HoursQuality {
  const recorded = units.filter(({ head }) => head !== undefined);
  const stale = recorded.map((unit) => ({ hour: unit.hour, reason: staleReason(listing, unit) }));
  return {
    measured: recorded.map(({ hour }) => hour),
    stale: stale.flatMap(({ hour, reason }) => (reason === undefined ? [] : [{ hour, reason }])),
    missing: units
      .filter(({ head, files }) => head === undefined && files.some(({ file }) => file.rows > 0))
      .map(({ hour }) => hour),
  };
}

function rowsOf(
  units: readonly Unit[],
  records: readonly SilverHour[],
  isOfBronze: boolean,
): RowsQuality {
  const total = (each: (record: SilverHour) => number) =>
    records.reduce((sum, record) => sum + each(record), 0);
  const read = total((record) => record.rows_read);
  const duplicatesRemoved = total((record) => record.duplicates_removed);
  const committed = units.flatMap(({ files }) => files.map(({ file }) => file.rows));
  return {
    bronze: isOfBronze ? committed.reduce((sum, rows) => sum + rows, 0) : undefined,
    silver: total((record) => record.rows_written),
    read,
    duplicatesRemoved,
    ambiguousDuplicates: total((record) => record.ambiguous_duplicates),
    duplicateShare: read === 0 ? undefined : duplicatesRemoved / read,
  };
}

function joinOf(records: readonly SilverHour[]): SilverJoin | undefined {
  const joins = records.map(({ enrichment }) => enrichment).filter((each) => each !== null);
  return joins.length === 0
    ? undefined
    : joins.reduce((sum, each) => ({
        joined: sum.joined + each.joined,
        stale: sum.stale + each.stale,
        none: sum.none + each.none,
      }));
}
