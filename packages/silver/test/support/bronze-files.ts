import { readFile, writeFile } from 'node:fs/promises';
import type { StagedFile } from '@assay/ledger';
import { NdjsonBuffer, writeSortedParquet, type QuerySession } from '@assay/query';
import {
  bronzeColumns,
  bronzeFileName,
  bronzeFileOrder,
  encodeRow,
  hourIndexOf,
  partitionPath,
  placeFolder,
  placeOf,
  positionDigest,
  positionOf,
  sha256Hex,
  shardTag,
  type AnyRow,
  type Dataset,
  type PartitionPlace,
} from '@assay/schemas';
import type { Staging } from '@assay/storage';

/** A row of a dataset; `_run` and `_run_pos` may be given, `_pos` follows from where it is stored. */
export type BronzeRow = AnyRow;

/** The batch that rows belong to. */
export interface BronzeBatch {
  readonly shard: string;
  readonly epoch: number;
  /** Log sequences, both inclusive. */
  readonly from: bigint;
  readonly to: bigint;
  readonly eventsPerMessage: number;
}

interface Hour {
  readonly place: PartitionPlace;
  readonly lines: NdjsonBuffer;
  readonly positions: bigint[];
}

/** Builds the files of one batch of rows as Bronze does: one a partition value and hour, sorted. */
export async function buildBronzeFiles(
  session: QuerySession,
  staging: Staging,
  dataset: Dataset,
  rows: readonly BronzeRow[],
  batch: BronzeBatch,
): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for (const hour of hoursOf(dataset, rows, batch)) {
    files.push(await buildFile(session, staging, hour, batch));
  }
  return files;
}

function hoursOf(dataset: Dataset, rows: readonly BronzeRow[], batch: BronzeBatch): Hour[] {
  const hours = new Map<string, Hour>();
  rows.forEach((row, event) => {
    const { eventsPerMessage: events } = batch;
    const sequence = batch.from + BigInt(Math.floor(event / events));
    const position = positionOf(sequence, event % events);
    const value = row[dataset.partition.column] as string;
    const place = placeOf(dataset, value, hourIndexOf(row['ts_event_ns'] as bigint));
    const path = partitionPath(place);
    const hour = hours.get(path) ?? { place, lines: new NdjsonBuffer(), positions: [] };
    hours.set(path, hour);
    hour.positions.push(position);
    hour.lines.appendLine(`{${systemMembers(row, position)},${encodeRow(dataset, row).slice(1)}`);
  });
  return [...hours.values()];
}

function systemMembers(row: BronzeRow, position: bigint): string {
  const run = row['_run'];
  const ordinal = row['_run_pos'];
  return [
    `"_pos":${position}`,
    ...(typeof run === 'string' ? [`"_run":${JSON.stringify(run)}`] : []),
    ...(ordinal === null || ordinal === undefined ? [] : [`"_run_pos":${String(ordinal)}`]),
  ].join(',');
}

async function buildFile(
  session: QuerySession,
  staging: Staging,
  { place, lines, positions }: Hour,
  { shard, epoch, from, to }: BronzeBatch,
): Promise<StagedFile> {
  const { dataset } = place;
  const path = await staging.path('rows.parquet');
  await writeFile(`${path}.ndjson`, Buffer.concat(lines.pieces()));
  const digest = positionDigest(positions);
  const written = await writeSortedParquet(session, {
    ndjsonFile: `${path}.ndjson`,
    rows: lines.rows,
    longestLine: lines.longestLine,
    columns: bronzeColumns(dataset),
    orderBy: bronzeFileOrder(dataset),
    rowGroupRows: dataset.rowGroupRows,
    file: path,
    footer: {
      'assay.dataset': dataset.id,
      'assay.partition': partitionPath(place),
      'assay.writer': 'test',
      'assay.format': '1',
      'assay.shard': shard,
      'assay.epoch': String(epoch),
      'assay.from': String(from),
      'assay.to': String(to),
      'assay.rows': String(lines.rows),
      'assay.position_digest': digest,
    },
  });
  await staging.discard(`${path}.ndjson`);
  const { minTsEventNs = 0n, maxTsEventNs = 0n } = written;
  const name = bronzeFileName({ shardTag: shardTag(shard), epoch, from, to }, minTsEventNs);
  return {
    key: `${placeFolder(place, 'bronze')}/${name}`,
    kind: 'rows',
    dataset: dataset.id,
    partition: partitionPath(place),
    rows: written.rows,
    bytes: written.bytes,
    sha256: sha256Hex(await readFile(path)),
    positionDigest: digest,
    minTsEventNs,
    maxTsEventNs,
    path,
  };
}
