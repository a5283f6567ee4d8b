import {
  sqlName,
  sqlText,
  sqlType,
  SYSTEM_COLUMNS,
  type Column,
  type Dataset,
} from '@assay/schemas';
import type { RecordBatch, Table } from 'apache-arrow';
import { QueryError } from '../errors.js';
import type { QuerySession } from '../session.js';

/** Which rows and columns of a dataset's files are wanted. */
export interface ScanRequest {
  readonly dataset: Dataset;
  /** Local Parquet files of this dataset, any version it knows. */
  readonly files: readonly string[];
  /** Column names, in the order wanted (default: the dataset's own). Any of `stored` may be named. */
  readonly columns?: readonly string[];
  /** What the files may hold (default: the dataset's own columns, then the system columns). */
  readonly stored?: readonly Column[];
  /** The names of what they do hold, where that is known: else every scan asks the engine first. */
  readonly present?: ReadonlySet<string>;
  /** Event time window `[startNs, endNs)`. */
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  /** A QUALIFY condition: of rows that are the same by a key, the one to give. */
  readonly qualify?: string;
  /** ORDER BY terms; without them rows come in file order. `filename` is each row's file. */
  readonly orderBy?: string;
}

/** The columns a request names, as declarations. Throws `BAD_REQUEST` for one that does not exist. */
export function requestedColumns(request: ScanRequest): readonly Column[] {
  const known = storedColumns(request);
  return (request.columns ?? request.dataset.columns.map((column) => column.name)).map((name) => {
    const column = known.find((each) => each.name === name);
    if (column === undefined) {
      throw new QueryError(
        'BAD_REQUEST',
        `expected columns of ${request.dataset.id}, was "${name}"`,
      );
    }
    return column;
  });
}

/** The wanted rows as one Arrow table. */
export async function scanToTable(session: QuerySession, request: ScanRequest): Promise<Table> {
  const [{ Table: ArrowTable }, { arrowSchema }] = await Promise.all([
    import('apache-arrow'),
    import('../arrow/schema.js'),
  ]);
  const batches: RecordBatch[] = [];
  for await (const batch of scanToBatches(session, request)) {
    batches.push(batch);
  }
  return new ArrowTable(arrowSchema(requestedColumns(request)), batches);
}

/** The wanted rows as record batches of up to 2,048 rows, for what does not fit memory. */
export async function* scanToBatches(
  session: QuerySession,
  request: ScanRequest,
): AsyncGenerator<RecordBatch> {
  const columns = requestedColumns(request);
  if (request.files.length === 0) {
    return;
  }
  const [{ arrowSchema }, { batchFromChunk }] = await Promise.all([
    import('../arrow/schema.js'),
    import('../arrow/from-chunk.js'),
  ]);
  const schema = arrowSchema(columns);
  const result = await session.stream(await selectStatement(session, request, columns));
  try {
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) {
        return;
      }
      yield batchFromChunk(schema, columns, chunk);
    }
  } finally {
    // Whoever asked may not have wanted all of it.
    result.close();
  }
}

/**
 * The SELECT of a scan. Older files may lack a column that was added later: it reads as NULL. Partition
 * folders are not read as columns: the rows carry their own values.
 */
async function selectStatement(
  session: QuerySession,
  request: ScanRequest,
  columns: readonly Column[],
): Promise<string> {
  const relation = relationOf(request);
  const present = request.present ?? (await presentColumns(session, request));
  const terms = columns.map((column) =>
    present.has(column.name)
      ? sqlName(column.name)
      : `NULL::${sqlType(column)} AS ${sqlName(column.name)}`,
  );
  const window = [
    ...(request.startNs === undefined ? [] : [`"ts_event_ns" >= ${request.startNs}`]),
    ...(request.endNs === undefined ? [] : [`"ts_event_ns" < ${request.endNs}`]),
  ];
  const where = window.length === 0 ? '' : ` WHERE ${window.join(' AND ')}`;
  const kept = request.qualify === undefined ? '' : ` QUALIFY ${request.qualify}`;
  const order = request.orderBy === undefined ? '' : ` ORDER BY ${request.orderBy}`;
  return `SELECT ${terms.join(', ')} FROM ${relation}${where}${kept}${order}`;
}

/**
 * The names of the columns that files hold. Throws `SCHEMA_MISMATCH` when one of `stored` is of another
 * type than declared.
 */
export async function presentColumns(
  session: QuerySession,
  request: Pick<ScanRequest, 'dataset' | 'files' | 'stored'>,
): Promise<ReadonlySet<string>> {
  const described = await session.rows(`DESCRIBE SELECT * FROM ${relationOf(request)}`);
  const declared = storedColumns(request);
  for (const { column_name: name, column_type: type } of described) {
    const column = declared.find((each) => each.name === name);
    if (column !== undefined && sqlType(column) !== type) {
      throw new QueryError(
        'SCHEMA_MISMATCH',
        `${request.dataset.id}.${String(name)}: expected ${sqlType(column)}, was ${String(type)}`,
      );
    }
  }
  return new Set(described.map((row) => String(row.column_name)));
}

function storedColumns({ stored, dataset }: Pick<ScanRequest, 'dataset' | 'stored'>) {
  return stored ?? [...dataset.columns, ...SYSTEM_COLUMNS];
}

function relationOf({ files }: Pick<ScanRequest, 'files'>): string {
  const list = files.map(sqlText).join(', ');
  return `read_parquet([${list}], union_by_name = true, filename = true,
    hive_partitioning = false)`;
}
