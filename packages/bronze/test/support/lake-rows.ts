import { join } from 'node:path';
import { openQuerySession, type ResultRow } from '@assay/query';
import type { Dataset } from '@assay/schemas';

/** Rows of plain DuckDB over a glob: what anybody sees who knows nothing of the commit log. */
async function globRows(root: string, glob: string, select = '*'): Promise<ResultRow[]> {
  const session = await openQuerySession();
  try {
    const files = await session.rows(`SELECT file FROM glob('${join(root, glob)}')`);
    return files.length === 0
      ? []
      : await session.rows(
          `SELECT ${select} FROM read_parquet('${join(root, glob)}', hive_partitioning = false)
           ORDER BY "_pos"`,
        );
  } finally {
    session.close();
  }
}

export const datasetRows = (root: string, dataset: Dataset, select?: string) =>
  globRows(root, `bronze/${dataset.path}/**/*.parquet`, select);

/** Every dead letter of a lake, its event decoded. */
export async function deadLetters(root: string) {
  const rows = await globRows(root, '_dlq/**/*.parquet');
  return rows.map((row) => ({
    position: row._pos as bigint,
    subject: row.subject as string,
    dataset: row.dataset as string | null,
    reason: row.reason as string,
    field: row.field as string | null,
    detail: row.detail as string,
    headers: row.headers === null ? null : (JSON.parse(row.headers as string) as unknown),
    event: Buffer.from(row.event as string, 'base64'),
    eventBytes: row.event_bytes as bigint,
  }));
}
