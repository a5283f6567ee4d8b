import { readFile, writeFile } from 'node:fs/promises';
import { NdjsonBuffer, openQuerySession, writeSortedParquet } from '@assay/query';
import {
  encodeRow,
  hourIndexOf,
  partitionPath,
  placeFolder,
  placeOf,
  sha256Hex,
  SILVER_FILE_NAME,
  silverColumns,
  totalOrderTerms,
  type AnyRow,
  type Dataset,
  type PartitionPlace,
  type SilverHour,
} from '@assay/schemas';
import { createStaging, type ObjectStore } from '@assay/storage';
import { createSilverCatalog } from '../../../src/index.js';
import { compareRows } from './rows.js';

/** An hour's file that was built and not yet published. */
export interface BuiltUnit {
  readonly dataset: Dataset;
  readonly date: string;
  readonly record: SilverHour;
  readonly file: string;
}

/** Makes Silver hours as a compactor leaves them, out of the very rows that they shall hold. */
export interface WrittenHours extends AsyncDisposable {
  build(dataset: Dataset, rows: readonly AnyRow[]): Promise<BuiltUnit[]>;
  /** Records units in the catalog: the first step of publishing. */
  record(units: readonly BuiltUnit[]): Promise<void>;
  /** Puts the files: the second. */
  replace(units: readonly BuiltUnit[]): Promise<void>;
  /** Builds, records, replaces. */
  put(dataset: Dataset, rows: readonly AnyRow[]): Promise<BuiltUnit[]>;
  /** Records an hour out of which no row came. */
  putEmpty(dataset: Dataset, value: string, tsEventNs: bigint): Promise<void>;
}

export function writeHours(store: ObjectStore, stagingFolder: string): WrittenHours {
  const staging = createStaging({ folder: stagingFolder, owner: 'written-hours' });
  const catalog = createSilverCatalog(store);
  const opening = openQuerySession();
  let files = 0;

  async function buildUnit(place: PartitionPlace, rows: readonly AnyRow[]): Promise<BuiltUnit> {
    const { dataset, value, date, hour = null } = place;
    const lines = new NdjsonBuffer();
    for (const line of linesOf(dataset, rows)) {
      lines.appendLine(line);
    }
    const file = await staging.path('hour.parquet');
    await writeFile(`${file}.ndjson`, Buffer.concat(lines.pieces()));
    files += 1;
    const { bytes, minTsEventNs, maxTsEventNs } = await writeSortedParquet(await opening, {
      ndjsonFile: `${file}.ndjson`,
      rows: lines.rows,
      longestLine: lines.longestLine,
      columns: silverColumns(dataset),
      orderBy: [...totalOrderTerms(dataset), '"_ord"'].join(', '),
      rowGroupRows: dataset.rowGroupRows,
      file,
      footer: { 'assay.partition': partitionPath(place), 'test.file': String(files) },
    });
    const output = {
      key: `${placeFolder(place, 'silver')}/${SILVER_FILE_NAME}`,
      bytes,
      sha256: sha256Hex(await readFile(file)),
      min_ts: minTsEventNs ?? 0n,
      max_ts: maxTsEventNs ?? 0n,
    };
    return { dataset, date, file, record: recordOf(value, hour, rows.length, output) };
  }

  const record: WrittenHours['record'] = async (units) => {
    for (const { dataset, date, record: hour } of units) {
      const { head } = await catalog.day(dataset, date);
      await catalog.append({ dataset, date, hours: [hour], seen: head, writer: 'test' });
    }
  };

  const build: WrittenHours['build'] = async (dataset, rows) => {
    const byPlace = new Map<string, { place: PartitionPlace; rows: AnyRow[] }>();
    for (const row of rows) {
      const value = String(row[dataset.partition.column]);
      const place = placeOf(dataset, value, hourIndexOf(row['ts_event_ns'] as bigint));
      const unit = byPlace.get(partitionPath(place)) ?? { place, rows: [] };
      byPlace.set(partitionPath(place), unit);
      unit.rows.push(row);
    }
    const units: BuiltUnit[] = [];
    for (const { place, rows: ofPlace } of byPlace.values()) {
      units.push(await buildUnit(place, ofPlace));
    }
    return units;
  };

  const replace: WrittenHours['replace'] = async (units) => {
    for (const { record: hour, file } of units) {
      await store.replace(hour.output?.key ?? '', { file });
    }
  };

  return {
    build,
    record,
    replace,
    put: async (dataset, rows) => {
      const units = await build(dataset, rows);
      await record(units);
      await replace(units);
      return units;
    },
    putEmpty: async (dataset, value, tsEventNs) => {
      const { date, hour = null } = placeOf(dataset, value, hourIndexOf(tsEventNs));
      await record([{ dataset, date, record: recordOf(value, hour, 0, null), file: '' }]);
    },
    [Symbol.asyncDispose]: async () => {
      (await opening).close();
      await staging.close();
    },
  };
}

function recordOf(
  partition: string,
  hour: string | null,
  rows: number,
  output: SilverHour['output'],
): SilverHour {
  return {
    partition,
    hour,
    rule: 1,
    options: { collapse_ambiguous: false, tolerance_ns: null },
    inputs: [],
    rows_read: rows,
    rows_written: rows,
    duplicates_removed: 0,
    ambiguous_duplicates: 0,
    enrichment: null,
    output,
  };
}

/** Rows as lines, each with its rank among those that are equal in the order. */
function linesOf(dataset: Dataset, rows: readonly AnyRow[]): string[] {
  const sorted = [...rows].sort((one, other) => compareRows(dataset, one, other));
  let rank = 0;
  return sorted.map((row, index) => {
    const isTie = index > 0 && compareRows(dataset, sorted[index - 1], row) === 0;
    rank = isTie ? rank + 1 : 0;
    return `{"_ord":${rank},${encodeRow(dataset, row).slice(1)}`;
  });
}
