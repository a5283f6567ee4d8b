import { join } from 'node:path';
import { openQuerySession } from '@assay/query';
import { bronzeColumns, futuresTrades, readJsonColumns, sqlText } from '@assay/schemas';

/** DuckDB alone: the same lines from a file into one file, neither sorted nor synced. Seconds. */
export async function copyFromFile(folder: string, file: string): Promise<number> {
  const session = await openQuerySession();
  const columns = readJsonColumns(bronzeColumns(futuresTrades));
  const started = performance.now();
  await session.run(`COPY (SELECT * FROM read_json(${sqlText(file)},
    format = 'newline_delimited', auto_detect = false, columns = ${columns}))
    TO ${sqlText(join(folder, 'bare.parquet'))}
    (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)`);
  const seconds = (performance.now() - started) / 1_000;
  session.close();
  return seconds;
}
