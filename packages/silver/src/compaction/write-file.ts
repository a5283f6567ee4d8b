import type { QuerySession } from '@assay/query';
import { sqlText, type Dataset } from '@assay/schemas';

/** A Silver file to be written. */
export interface SilverFileRequest {
  readonly dataset: Dataset;
  /** SQL of the rows: the dataset's columns, then `_ord`. */
  readonly rows: string;
  /**
   * ORDER BY terms of a total order: with ties the bytes would depend on chance. Rows that come in order
   * are sorted all the same: where row groups end would depend on how the engine keeps them.
   */
  readonly orderBy: readonly string[];
  /** Local file to be made. */
  readonly file: string;
  readonly footer: Readonly<Record<string, string>>;
}

/** Writes one ZSTD-3 Parquet file, whose bytes do not depend on threads. Gives its size in bytes. */
export async function writeSilverFile(
  session: QuerySession,
  { dataset, rows, orderBy, file, footer }: SilverFileRequest,
): Promise<number> {
  const values = Object.entries(footer).map(
    ([name, value]) => `${sqlText(name)}: ${sqlText(value)}`,
  );
  const written = await session.row(`COPY (${rows} ORDER BY ${orderBy.join(', ')})
    TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3,
    ROW_GROUP_SIZE ${dataset.rowGroupRows}, KV_METADATA {${values.join(', ')}}, RETURN_STATS)`);
  return Number(written.get('file_size_bytes'));
}
