import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

export type LakeRow = Readonly<Record<string, unknown>>;

/** The Parquet files below a folder, sorted. */
export async function parquetFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) {
    return [];
  }
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Every row below a folder, file by file, as any plain reader of the lake sees it; by a reader that
 * shares no code with the writer. int64 is `bigint`.
 */
export async function plainRows(folder: string): Promise<LakeRow[]> {
  const rows: LakeRow[] = [];
  for (const path of await parquetFiles(folder)) {
    const file = await asyncBufferFromFile(path);
    for (const row of await parquetReadObjects({ file, compressors })) {
      rows.push(row);
    }
  }
  return rows;
}

/** `_run` and `_run_pos` of the rows: what makes an event the same event. */
export function runPositions(rows: readonly LakeRow[]): Set<string> {
  return new Set(rows.map(({ _run, _run_pos }) => `${String(_run)} ${String(_run_pos)}`));
}

/** A row's columns without the lake's own, NULL where the file holds nothing. */
export function eventOf(row: LakeRow): LakeRow {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !name.startsWith('_'))
      .map(([name, value]) => [name, value ?? null]),
  );
}
