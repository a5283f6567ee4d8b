import type { FileContent } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import { positionDigest, sqlText } from '@assay/schemas';

/** Counts the rows of a Parquet file of ours and takes the digest of their positions. */
export async function inspectFile(session: QuerySession, path: string): Promise<FileContent> {
  const from = `read_parquet(${sqlText(path)}, hive_partitioning = false)`;
  const rows = await session.rows(`SELECT "_pos" FROM ${from} ORDER BY "_pos"`);
  return {
    rows: rows.length,
    positionDigest: positionDigest(rows.map((row) => row._pos as bigint)),
  };
}
