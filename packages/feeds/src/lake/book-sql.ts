import { sqlName, type Column, type Dataset } from '@assay/schemas';
import { columnSql, expressionSql, type FileColumn } from './column-sql.js';

/** How the levels of a book are read from a file. */
export interface BookSql {
  /** Expression by column, of those that the file carries in whatever form. */
  readonly expressions: ReadonlyMap<string, string>;
  /** Levels a side the file has columns for; undefined where that is all of them. */
  readonly depth: number | undefined;
  /** How many levels a row has, where they are a list. */
  readonly listLength: string | undefined;
}

const NO_BOOK: BookSql = { expressions: new Map(), depth: undefined, listLength: undefined };

/**
 * Finds the repeated group of a dataset in a file: as a list of structs (`levels`), or as flat columns,
 * perhaps of the first levels only. Levels that a file has no column for are absent (NULL price, 0
 * size), and `depth` says so.
 */
export function bookSql(dataset: Dataset, files: ReadonlyMap<string, FileColumn>): BookSql {
  const group = dataset.repeated;
  if (group === undefined) {
    return NO_BOOK;
  }
  const list = files.get(group.field);
  const members = group.members.map((member) => dataset.columns.find(isLevel(member, 1)));
  const expressions = new Map<string, string>();
  if (list !== undefined && /^STRUCT\(.*\)\[\d*\]$/.test(list.type)) {
    for (const column of dataset.columns) {
      const match = /^(.*)_(\d+)$/.exec(column.name);
      const type = match === null ? undefined : memberType(list.type, match[1]);
      if (match !== null && type !== undefined && group.members.includes(match[1])) {
        const sql = `${sqlName(group.field)}[${match[2]}].${sqlName(match[1])}`;
        addSql(expressions, column, expressionSql(column, sql, type));
      }
    }
    return { expressions, depth: undefined, listLength: `len(${sqlName(group.field)})` };
  }
  let depth = 0;
  while (depth < group.length && hasLevel(group.members, depth + 1, files)) {
    depth += 1;
  }
  if (members.includes(undefined) || depth === 0) {
    return NO_BOOK;
  }
  for (const column of dataset.columns) {
    const level = /_(\d+)$/.exec(column.name);
    const file = files.get(column.name);
    if (level !== null && file !== undefined) {
      addSql(expressions, column, columnSql(column, file));
    } else if (level !== null && Number(level[1]) > depth) {
      expressions.set(column.name, column.nullable ? 'CAST(NULL AS DOUBLE)' : 'CAST(0 AS INTEGER)');
    }
  }
  return { expressions, depth: depth === group.length ? undefined : depth, listLength: undefined };
}

function addSql(into: Map<string, string>, column: Column, sql: string | undefined): void {
  if (sql !== undefined) {
    into.set(column.name, sql);
  }
}

function isLevel(member: string, level: number): (column: Column) => boolean {
  return ({ name }) => name === `${member}_${level}`;
}

function hasLevel(
  members: readonly string[],
  level: number,
  files: ReadonlyMap<string, FileColumn>,
): boolean {
  return members.every((member) => files.has(`${member}_${level}`));
}

/** The type of a struct's member: `STRUCT(bid_px DOUBLE, bid_sz INTEGER)[]`. */
function memberType(struct: string, member: string): string | undefined {
  const inside = struct.slice('STRUCT('.length, struct.lastIndexOf(')'));
  const found = inside
    .split(', ')
    .find((part) => part.replaceAll('"', '').startsWith(`${member} `));
  return found?.replaceAll('"', '').slice(member.length + 1);
}
