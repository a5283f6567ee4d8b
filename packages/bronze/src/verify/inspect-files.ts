import type { QuerySession } from '@assay/query';
import { bronzeFileOrder, sqlName, sqlText, type Dataset } from '@assay/schemas';

/** What a Parquet file holds, as far as its place in the lake depends on it. */
export interface InspectedFile {
  readonly rows: number;
  /** `_pos` of every row, ascending. */
  readonly positions: BigInt64Array;
  /** `assay.*` of the footer. */
  readonly footer: ReadonlyMap<string, string>;
  /** Column names in order. */
  readonly columns: readonly string[];
  /** Bounds and places of rows; undefined for dead letters and unknown datasets. */
  readonly content: RowContent | undefined;
}

/** Where the rows of a data file belong. */
export interface RowContent {
  readonly minTsEventNs: bigint | null;
  readonly maxTsEventNs: bigint | null;
  /** The partition values there are; a file has one. */
  readonly leastPartition: string | null;
  readonly greatestPartition: string | null;
  /** Rows that stand elsewhere than the declared order puts them. */
  readonly misplaced: number;
}

/**
 * Looks at several files of one dataset (or of none: dead letters) at once, for an engine takes longer to
 * be asked than to look at a small file. Throws what the engine throws when one of them cannot be read.
 */
export async function inspectFiles(
  session: QuerySession,
  dataset: Dataset | undefined,
  paths: readonly string[],
): Promise<InspectedFile[]> {
  const list = `[${paths.map(sqlText).join(', ')}]`;
  const footers = await readFooters(session, list);
  const columns = await readColumns(session, list);
  const positions = await readPositions(session, list, paths.length);
  const contents =
    dataset === undefined ? undefined : await readContents(session, dataset, list, paths.length);
  return paths.map((path, index) => ({
    rows: positions[index].length,
    positions: positions[index],
    footer: footers.get(path) ?? new Map<string, string>(),
    columns: columns.get(path) ?? [],
    content: contents?.[index],
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

function relation(list: string): string {
  return `read_parquet(${list}, hive_partitioning = false, union_by_name = true)`;
}

/** The positions of each file, ascending: 8 bytes a row are all that is kept of them. */
async function readPositions(
  session: QuerySession,
  list: string,
  files: number,
): Promise<BigInt64Array[]> {
  const counts = await session.rows(
    `SELECT file_index::INTEGER AS file, count(*)::INTEGER AS rows, count("_pos")::INTEGER AS set
     FROM ${relation(list)} GROUP BY ALL`,
  );
  const positions = Array.from({ length: files }, () => new BigInt64Array(0));
  for (const row of counts) {
    if (row['rows'] !== row['set']) {
      throw new TypeError(`expected a position in every row, was NULL in some`);
    }
    positions[row['file'] as number] = new BigInt64Array(row['rows'] as number);
  }
  const used = new Uint32Array(files);
  const stream = await session.stream(
    `SELECT file_index::INTEGER AS file, "_pos" FROM ${relation(list)}`,
  );
  try {
    for (;;) {
      const chunk = await stream.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) {
        break;
      }
      const file = itemsOf<Int32Array>(chunk.getColumnVector(0));
      const position = itemsOf<BigInt64Array>(chunk.getColumnVector(1));
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const of = file[row];
        positions[of][used[of]] = position[row];
        used[of] += 1;
      }
    }
  } finally {
    stream.close();
  }
  for (const each of positions) {
    each.sort();
  }
  return positions;
}

/** The values of a vector of fixed width, as the engine's bindings keep them. */
function itemsOf<Items>(vector: unknown): Items {
  return (vector as { readonly items: Items }).items;
}

async function readContents(
  session: QuerySession,
  dataset: Dataset,
  list: string,
  files: number,
): Promise<RowContent[]> {
  const partition = sqlName(dataset.partition.column);
  const rows = await session.rows(
    `SELECT file, min(ts_event_ns) AS least_ts, max(ts_event_ns) AS greatest_ts,
       min(${partition}) AS least, max(${partition}) AS greatest,
       count(*) FILTER (WHERE place <> file_row_number)::INTEGER AS misplaced
     FROM (SELECT file_index::INTEGER AS file, file_row_number, ts_event_ns, ${partition},
         row_number() OVER (PARTITION BY file_index ORDER BY ${bronzeFileOrder(dataset)}) - 1 AS place
       FROM ${relation(list)})
     GROUP BY file`,
  );
  const empty = { minTsEventNs: null, maxTsEventNs: null };
  const contents = Array.from({ length: files }, (): RowContent => {
    return { ...empty, leastPartition: null, greatestPartition: null, misplaced: 0 };
  });
  for (const row of rows) {
    contents[row['file'] as number] = {
      minTsEventNs: row['least_ts'] as bigint,
      maxTsEventNs: row['greatest_ts'] as bigint,
      leastPartition: row['least'] as string,
      greatestPartition: row['greatest'] as string,
      misplaced: row['misplaced'] as number,
    };
  }
  return contents;
}
