import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openQuerySession, type ResultRow } from '@assay/query';
import { sqlText } from '@assay/schemas';

/** Rows of a plain `read_parquet` over a dataset's folder, as any reader of the lake would see them. */
export async function readPlain(
  dataRoot: string,
  folder: string,
  select: string,
): Promise<ResultRow[]> {
  const session = await openQuerySession({ threads: 1 });
  try {
    const glob = sqlText(join(dataRoot, folder, '**/*.parquet'));
    return await session.rows(`SELECT ${select} FROM read_parquet(${glob})`);
  } finally {
    session.close();
  }
}

/** How many rows a folder holds; 0 where there is no such folder. */
export async function countRows(dataRoot: string, folder: string): Promise<number> {
  if (!existsSync(join(dataRoot, folder))) {
    return 0;
  }
  const [row] = await readPlain(dataRoot, folder, 'count(*)::INTEGER AS count');
  return row.count as number;
}
