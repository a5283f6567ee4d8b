import type { RunProgress } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import { bronzeFileOrder, sqlName, sqlText, type Dataset } from '@assay/schemas';
import { readPositions } from './read-positions.js';
import { readRuns } from './runs.js';

/** What a Parquet file holds, as far as its place in the lake depends on it. */
export interface InspectedFile {
  readonly rows: number;
  /** `_pos` of every row, ascending. */
  readonly positions: BigInt64Array;
  /** `assay.*` of the footer. */
  readonly footer: ReadonlyMap<string, string>;
  /** Column names in order. */
  readonly columns: readonly string[];
  /** Ordinals of producers' runs that its rows hold. */
  readonly runs: readonly RunProgress[];
  readonly content: RowContent | LetterContent | undefined;
}

/** Where the rows of a data file belong. */
export interface RowContent {
  readonly kind: 'rows';
  readonly minTsEventNs: bigint | null;
  readonly maxTsEventNs: bigint | null;
  /** The partition values there are; a file has one. */
  readonly leastPartition: string | null;
  readonly greatestPartition: string | null;
  /** Rows that stand elsewhere than the declared order puts them. */
  readonly misplaced: number;
}

/** What a file of dead letters holds. */
export interface LetterContent {
  readonly kind: 'dead-letters';
  /** Letters by the dataset that they were taken for; '' when for none. */
  readonly byDataset: ReadonlyMap<string, number>;
  /** Letters whose original has another length than they say. */
  readonly cut: number;
  readonly misplaced: number;
}

/** What a file is looked at as: rows of a dataset, dead letters, or what this release does not know. */
export type FileForm =
  | { readonly kind: 'rows'; readonly dataset: Dataset }
  | { readonly kind: 'dead-letters' }
  | { readonly kind: 'unknown' };

/**
 * Looks at several files of one form at once, for an engine takes longer to be asked than to look at a
 * small file. Throws what the engine throws when one of them cannot be read.
 */
export async function inspectFiles(
  session: QuerySession,
  form: FileForm,
  paths: readonly string[],
): Promise<InspectedFile[]> {
  const list = `[${paths.map(sqlText).join(', ')}]`;
  const relation = `read_parquet(${list}, hive_partitioning = false, union_by_name = true)`;
  const footers = await readFooters(session, list);
  const columns = await readColumns(session, list);
  const positions = await readPositions(session, relation, paths.length);
  const runs = form.kind === 'unknown' ? undefined : await readRuns(session, relation);
  const contents =
    form.kind === 'rows'
      ? await readRows(session, form.dataset, relation)
      : form.kind === 'dead-letters'
        ? await readLetters(session, relation)
        : undefined;
  return paths.map((path, index) => ({
    rows: positions[index].length,
    positions: positions[index],
    footer: footers.get(path) ?? new Map<string, string>(),
    columns: columns.get(path) ?? [],
    runs: runs?.get(index) ?? [],
    content: contents?.get(index),
  }));
}

async function readFooters(session: QuerySession, list: string) {
  const rows = await session.rows(
    `SELECT file_name, decode(key) AS key, decode(value) AS value
     FROM parquet_kv_metadata(${list})`,
  );
  const footers = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const path = row['file_name'] as string;
    const footer = footers.get(path) ?? new Map<string, string>();
    footers.set(path, footer.set(row['key'] as string, row['value'] as string));
  }
  return footers;
}

async function readColumns(session: QuerySession, list: string) {
  // The root of a schema has children and no type.
  const rows = await session.rows(
    `SELECT file_name, name FROM parquet_schema(${list}) WHERE type IS NOT NULL`,
  );
  const columns = new Map<string, string[]>();
  for (const row of rows) {
    const path = row['file_name'] as string;
    const names = columns.get(path) ?? [];
    names.push(row['name'] as string);
    columns.set(path, names);
  }
  return columns;
}

async function readRows(session: QuerySession, dataset: Dataset, relation: string) {
  const partition = sqlName(dataset.partition.column);
  const rows = await session.rows(
    `SELECT file, min(ts_event_ns) AS least_ts, max(ts_event_ns) AS greatest_ts,
       min(${partition}) AS least, max(${partition}) AS greatest,
       count(*) FILTER (WHERE place <> file_row_number)::INTEGER AS misplaced
     FROM (SELECT file_index::INTEGER AS file, file_row_number, ts_event_ns, ${partition},
         row_number() OVER (PARTITION BY file_index ORDER BY ${bronzeFileOrder(dataset)}) - 1 AS place
       FROM ${relation})
     GROUP BY file`,
  );
  return new Map(
    rows.map((row): [number, RowContent] => [
      row['file'] as number,
      {
        kind: 'rows',
        minTsEventNs: row['least_ts'] as bigint | null,
        maxTsEventNs: row['greatest_ts'] as bigint | null,
        leastPartition: row['least'] as string | null,
        greatestPartition: row['greatest'] as string | null,
        misplaced: row['misplaced'] as number,
      },
    ]),
  );
}

async function readLetters(session: QuerySession, relation: string) {
  const rows = await session.rows(
    `SELECT file, coalesce(dataset, '') AS dataset, count(*)::INTEGER AS letters,
       count(*) FILTER (WHERE octet_length(from_base64(event)) <> event_bytes)::INTEGER AS cut,
       count(*) FILTER (WHERE place <> file_row_number)::INTEGER AS misplaced
     FROM (SELECT file_index::INTEGER AS file, file_row_number, dataset, event, event_bytes,
         row_number() OVER (PARTITION BY file_index ORDER BY "_pos") - 1 AS place FROM ${relation})
     GROUP BY ALL`,
  );
  const contents = new Map<number, LetterContent & { byDataset: Map<string, number> }>();
  for (const row of rows) {
    const file = row['file'] as number;
    const known = contents.get(file);
    contents.set(file, {
      kind: 'dead-letters',
      byDataset: (known?.byDataset ?? new Map<string, number>()).set(
        row['dataset'] as string,
        row['letters'] as number,
      ),
      cut: (known?.cut ?? 0) + (row['cut'] as number),
      misplaced: (known?.misplaced ?? 0) + (row['misplaced'] as number),
    });
  }
  return contents;
}
