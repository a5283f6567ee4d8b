import { writeFileSync } from 'node:fs';
import { bronzeColumns, bronzeFileOrder, type Dataset } from '@assay/schemas';
import {
  writeSortedParquet,
  type NdjsonBuffer,
  type QuerySession,
  type SortedParquetRequest,
} from '../../src/index.js';

/** Writes framed lines of a dataset as its Bronze file is written. */
export async function writeBronze(
  session: QuerySession,
  dataset: Dataset,
  lines: NdjsonBuffer,
  file: string,
  changes: Partial<SortedParquetRequest> = {},
) {
  const ndjsonFile = `${file}.ndjson`;
  writeFileSync(ndjsonFile, Buffer.concat([...lines.pieces()]));
  return writeSortedParquet(session, {
    ndjsonFile,
    rows: lines.rows,
    longestLine: lines.longestLine,
    columns: bronzeColumns(dataset),
    orderBy: bronzeFileOrder(dataset),
    rowGroupRows: dataset.rowGroupRows,
    footer: { 'assay.dataset': dataset.id },
    file,
    ...changes,
  });
}
