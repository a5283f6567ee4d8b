import { readJsonColumns, sqlName, sqlText, type Column } from '@assay/schemas';
import { QueryError } from '../errors.js';
import type { QuerySession } from '../session.js';

/** One Parquet file to be written from framed NDJSON lines. */
export interface SortedParquetRequest {
  /** Local file of exact NDJSON lines. */
  readonly ndjsonFile: string;
  /** Rows the lines hold; the file must have just as many. */
  readonly rows: number;
  readonly longestLine: number;
  readonly columns: readonly Column[];
  /** ORDER BY terms of a total order: with ties the bytes would depend on chance. */
  readonly orderBy: string;
  readonly rowGroupRows: number;
  /** Key-values of the footer, so that a file found alone explains itself. */
  readonly footer: Readonly<Record<string, string>>;
  /** Local file to be made. */
  readonly file: string;
}

/** What was written. */
export interface SortedParquetResult {
  readonly rows: number;
  readonly bytes: number;
  /** Event times of the first and last row, where the columns have `ts_event_ns`. */
  readonly minTsEventNs: bigint | undefined;
  readonly maxTsEventNs: bigint | undefined;
}

const MIN_OBJECT_BYTES = 1024 * 1024;

/**
 * Parses, sorts and writes one ZSTD-3 Parquet file. One file a COPY with a total ORDER BY and a fixed
 * row-group size is what makes DuckDB's bytes independent of threads and of batching.
 */
export async function writeSortedParquet(
  session: QuerySession,
  request: SortedParquetRequest,
): Promise<SortedParquetResult> {
  // As objects of JavaScript, the statistics of a small file cost as much as a third of writing it.
  const result = await session.row(copyStatement(request));
  const written = {
    rows: Number(result.get('count')),
    bytes: Number(result.get('file_size_bytes')),
    ...timeBounds(result.get('column_statistics')),
  };
  if (written.rows !== request.rows) {
    throw new QueryError(
      'ROWS_LOST',
      `expected ${request.rows} rows in ${request.file}, was ${written.rows}`,
    );
  }
  return written;
}

function copyStatement(request: SortedParquetRequest): string {
  const names = request.columns.map((column) => sqlName(column.name)).join(', ');
  // The engine's buffers are twice this size; longer lines than announced are an error.
  const objectBytes = Math.max(MIN_OBJECT_BYTES, request.longestLine + 1);
  const footer = Object.entries(request.footer).map(
    ([name, value]) => `${sqlText(name)}: ${sqlText(value)}`,
  );
  return `COPY (SELECT ${names} FROM read_json(${sqlText(request.ndjsonFile)},
    format = 'newline_delimited', auto_detect = false, maximum_object_size = ${objectBytes},
    columns = ${readJsonColumns(request.columns)})
    ORDER BY ${request.orderBy}) TO ${sqlText(request.file)} (FORMAT parquet, COMPRESSION zstd,
    COMPRESSION_LEVEL 3, ROW_GROUP_SIZE ${request.rowGroupRows},
    KV_METADATA {${footer.join(', ')}}, RETURN_STATS)`;
}

/** Source: RETURN_STATS is a map of quoted column names to maps of statistics, all text. */
function timeBounds(
  statistics: unknown,
): Pick<SortedParquetResult, 'minTsEventNs' | 'maxTsEventNs'> {
  const time = valueIn(statistics, '"ts_event_ns"');
  const bound = (name: string) => {
    const text = valueIn(time, name);
    return typeof text === 'string' ? BigInt(text) : undefined;
  };
  return { minTsEventNs: bound('min'), maxTsEventNs: bound('max') };
}

/** The value of a key in a map of the engine's; undefined where there is none. */
function valueIn(map: unknown, key: string): unknown {
  const { entries } = (map ?? { entries: [] }) as {
    readonly entries: readonly { readonly key: unknown; readonly value: unknown }[];
  };
  return entries.find((entry) => entry.key === key)?.value;
}
