import { openQuerySession } from '@assay/query';
import { readJsonColumns, sqlName, sqlText, sqlType } from '@assay/schemas';
import type { OpenLake } from '../../lake/open-lake.js';
import { withQuery } from '../../with-query.js';
import type { PlannedRead } from './planned-read.js';

/** JSON lines to be one Parquet file. */
export interface ParquetOfLines {
  readonly lines: string;
  readonly file: string;
  readonly rows: number;
}

/** Writes exact JSON lines as one Parquet file, in their order and with the types of their columns. */
export async function parquetOfLines(
  lake: OpenLake,
  { dataset, columns }: PlannedRead,
  { lines, file, rows }: ParquetOfLines,
): Promise<void> {
  const names = columns.map(({ name }) => sqlName(name)).join(', ');
  const source =
    rows === 0
      ? `SELECT ${columns.map((each) => `NULL::${sqlType(each)} AS ${sqlName(each.name)}`).join(', ')} WHERE false`
      : `SELECT ${names} FROM read_json(${sqlText(lines)}, format = 'newline_delimited',
          auto_detect = false, columns = ${readJsonColumns(columns)})`;
  await withQuery(lake, async (query) => {
    const session = await openQuerySession(query);
    try {
      await session.run(`COPY (${source}) TO ${sqlText(file)}
        (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE ${dataset.rowGroupRows})`);
    } finally {
      session.close();
    }
  });
}
