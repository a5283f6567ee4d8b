import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** All rows of a Parquet file, by a reader that shares no code with DuckDB. int64 is `bigint`. */
export async function independentRows(path: string): Promise<Record<string, unknown>[]> {
  const file = await asyncBufferFromFile(path);
  const rows = await parquetReadObjects({ file, compressors });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, (value as unknown) ?? null]),
    ),
  );
}

/** The footer: its key-values, and how its columns are written. */
export async function footerOf(path: string) {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const values = new Map(
    metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']) ?? [],
  );
  return { values, metadata };
}
