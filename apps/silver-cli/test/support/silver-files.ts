import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

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

/** Counts rows by all their values but those of columns that begin with `_`. */
export function multisetOf(rows: readonly LakeRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = Object.entries(row)
      .filter(([name]) => !name.startsWith('_'))
      .map(([name, value]) => `${name}=${String(value ?? null)}`)
      .join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
