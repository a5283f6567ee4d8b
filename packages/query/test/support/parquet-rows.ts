import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { AnyRow } from '@assay/schemas';

/** All rows of a Parquet file, by a reader that shares no code with DuckDB. int64 is `bigint`. */
export async function parquetRows(path: string): Promise<AnyRow[]> {
  const file = await asyncBufferFromFile(path);
  const rows = await parquetReadObjects({ file, compressors });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? null])),
  );
}

export async function parquetFooter(path: string) {
  return parquetMetadataAsync(await asyncBufferFromFile(path));
}
