import type { QuerySession } from '@assay/query';
import { sqlText, totalOrderTerms } from '@assay/schemas';
import { bronzeRowsSql } from '../compaction/bronze-rows.js';
import type { BuildHourRequest, BuiltHour } from '../compaction/build-hour.js';
import { keptRowsSql } from '../compaction/kept-rows.js';

/** Builds one hour by the rules, without the proof that `buildHour` adds. */
export async function plainBuildHour(
  session: QuerySession,
  request: BuildHourRequest,
): Promise<BuiltHour> {
  const { dataset, files, file, footer } = request;
  const read = await session.row(
    `SELECT count(*) AS n, min("ts_event_ns") AS least, max("ts_event_ns") AS greatest
      FROM (${bronzeRowsSql(dataset, files)})`,
  );
  const values = Object.entries(footer).map(([name, v]) => `${sqlText(name)}: ${sqlText(v)}`);
  const order = [...totalOrderTerms(dataset), '"_ord"'].join(', ');
  const written = await session.row(
    `COPY (SELECT * FROM (${keptRowsSql(dataset, files, request)}) ORDER BY ${order})
      TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3,
      ROW_GROUP_SIZE ${dataset.rowGroupRows}, KV_METADATA {${values.join(', ')}}, RETURN_STATS)`,
  );
  const rowsRead = Number(read.get('n'));
  const rowsWritten = Number(written.get('count'));
  return {
    rowsRead,
    rowsWritten,
    duplicatesRemoved: rowsRead - rowsWritten,
    ambiguousDuplicates: 0,
    bytes: Number(written.get('file_size_bytes')),
    minTsEventNs: read.get('least') as bigint,
    maxTsEventNs: read.get('greatest') as bigint,
  };
}
