import { sqlText, type Column, type Dataset } from '@assay/schemas';
import { bookSql } from './book-sql.js';
import { columnSql, type FileColumn } from './column-sql.js';
import type { LakeOptions } from './options.js';

/** How a file's columns become the columns of a dataset. */
export interface LakePlan {
  readonly dataset: Dataset;
  /** One expression a column of the dataset, in its order, then the number of a row's levels. */
  readonly select: readonly string[];
  /** Whether the number of levels is among them. */
  readonly hasListLength: boolean;
  /** Columns of the file whose values no column takes. */
  readonly leftOut: readonly FileColumn[];
  /** What is missing or of a type that cannot be read; none where the file can be read. */
  readonly problems: readonly string[];
  /** What was put in place of missing columns, one sentence each. */
  readonly notes: readonly string[];
}

/** Columns of Python's lake that repeat its folders, its envelope or an index. */
const REPEATED = new Set(['date', 'hour', 'schema_name', 'schema_version', 'key', 'event_id']);

/** Plans how to read a file. `partition` is what its folder or an option says. */
export function planFile(
  dataset: Dataset,
  columns: readonly FileColumn[],
  partition: string | undefined,
  options: LakeOptions,
): LakePlan {
  const files = new Map(columns.map((column) => [column.name, column]));
  const book = bookSql(dataset, files);
  const used = new Set<string>(
    book.listLength === undefined ? [] : [dataset.repeated?.field ?? ''],
  );
  const problems: string[] = [];
  const notes: string[] = [];

  function inPlaceOf(column: Column): string | undefined {
    const { name } = column;
    if (name === dataset.partition.column && partition !== undefined) {
      notes.push(`no column "${name}": ${name}=${partition} stands for it`);
      return sqlText(partition);
    }
    if (name === 'ts_recv_ns') {
      notes.push('no column "ts_recv_ns": ts_event_ns stands for it');
      return 'CAST(NULL AS INTEGER)';
    }
    if (name === 'aggressor') {
      notes.push('no column "aggressor": 0 (unknown) stands for it');
      return 'CAST(0 AS INTEGER)';
    }
    if (name === 'depth' && book.depth !== undefined) {
      notes.push(`book columns of ${book.depth} levels: depth says so`);
      return `CAST(${book.depth} AS INTEGER)`;
    }
    return column.nullable ? 'NULL' : undefined;
  }

  const select = dataset.columns.map((column) => {
    if (column.name === 'source' && options.source !== undefined) {
      used.add('source');
      return sqlText(options.source);
    }
    const file = files.get(column.name);
    const known = book.expressions.get(column.name);
    const sql = known ?? (file === undefined ? undefined : columnSql(column, file));
    if (sql !== undefined) {
      used.add(column.name);
      return sql;
    }
    if (file !== undefined && !column.nullable) {
      problems.push(`"${column.name}" of a type that can hold it, was ${file.type}`);
      return 'NULL';
    }
    const instead = inPlaceOf(column);
    if (instead === undefined) {
      problems.push(`a column "${column.name}", was none`);
    }
    return instead ?? 'NULL';
  });
  return {
    dataset,
    select: [...select, ...(book.listLength === undefined ? [] : [book.listLength])],
    hasListLength: book.listLength !== undefined,
    leftOut: columns.filter(({ name }) => !used.has(name) && !isRepeated(name)),
    problems,
    notes,
  };
}

function isRepeated(name: string): boolean {
  return REPEATED.has(name) || name.startsWith('__index_level_');
}
