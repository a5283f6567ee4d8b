import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { openQuerySession } from '@assay/query';
import { sqlName, sqlText, type Dataset } from '@assay/schemas';

/** One row; int64 is `bigint`. */
export type LakeRow = Readonly<
  Record<string, string | number | bigint | boolean | null | undefined>
>;

/** The Parquet files below a folder by their path in it, sorted. */
export async function parquetFiles(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  return names.filter((name) => name.endsWith('.parquet')).sort();
}

/** SHA-256 of every file of the Silver tier, by its path in it. */
export async function silverDigests(folder: string): Promise<Readonly<Record<string, string>>> {
  const root = join(folder, 'lake/silver');
  const digests: Record<string, string> = {};
  for (const name of await parquetFiles(root)) {
    digests[name] = createHash('sha256')
      .update(await readFile(join(root, name)))
      .digest('hex');
  }
  return digests;
}

/** Every row below a folder, by a reader that shares no code with the writer. int64 is `bigint`. */
export async function plainRows(folder: string): Promise<LakeRow[]> {
  const rows: LakeRow[] = [];
  for (const name of await parquetFiles(folder)) {
    const file = await asyncBufferFromFile(join(folder, name));
    for (const row of await parquetReadObjects({ file, compressors })) {
      rows.push(row as LakeRow);
    }
  }
  return rows;
}

/** What a query over a lake's files gives; `{bronze}` and `{silver}` stand for all of a dataset's rows. */
export async function queryLake(folder: string, dataset: Dataset, sql: string) {
  const rowsOf = (tier: string) => {
    const glob = sqlText(join(folder, 'lake', tier, dataset.path, '**/*.parquet'));
    return `read_parquet(${glob}, hive_partitioning = false)`;
  };
  const session = await openQuerySession();
  try {
    return await session.rows(
      sql.replaceAll('{bronze}', rowsOf('bronze')).replaceAll('{silver}', rowsOf('silver')),
    );
  } finally {
    session.close();
  }
}

/**
 * Rows that Silver has more or less of than a run of Bronze, each of its deliveries once; compared in all
 * columns but when they became known.
 */
export async function differences(folder: string, dataset: Dataset, run: string): Promise<number> {
  const names = dataset.columns.map(({ name }) => name).filter((name) => name !== 'ts_recv_ns');
  const columns = names.map((name) => sqlName(name)).join(', ');
  const silver = `SELECT ${columns} FROM {silver}`;
  const sent = `SELECT ${columns} FROM (SELECT DISTINCT ${columns}, "_run_pos" FROM {bronze}
    WHERE "_run" = ${sqlText(run)})`;
  const [{ count }] = await queryLake(
    folder,
    dataset,
    `SELECT count(*)::INTEGER AS count FROM ((${silver} EXCEPT ALL ${sent})
      UNION ALL (${sent} EXCEPT ALL ${silver}))`,
  );
  return count as number;
}
