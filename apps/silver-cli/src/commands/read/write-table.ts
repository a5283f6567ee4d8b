import { formatNumber, formatTable, type CommandContext } from '@assay/cli';
import { isoOfNs, type Column } from '@assay/schemas';
import type { PlannedRead } from './planned-read.js';
import type { RowValue } from './rows-result.js';

/** Columns that a terminal has room for. */
const SHOWN_COLUMNS = 16;

/** Writes rows as a table on standard output; what is left out is said on standard error. */
export async function writeTable(
  context: CommandContext,
  { columns }: Pick<PlannedRead, 'columns'>,
  rows: readonly Readonly<Record<string, RowValue>>[],
): Promise<void> {
  const shown = columns.slice(0, SHOWN_COLUMNS);
  const titles = shown.map(({ name }) => name);
  const cells = rows.map((row) => shown.map((column) => cellOf(column, row[column.name])));
  const right = shown.filter(({ type }) => type !== 'utf8' && type !== 'bool');
  const names = right.map(({ name }) => name);
  if (rows.length > 0) {
    await context.data(`${formatTable(titles, cells, { right: names })}\n`);
  }
  const more = columns.length - shown.length;
  if (more > 0 && rows.length > 0) {
    const what = `${formatNumber(more)} ${more === 1 ? 'column' : 'columns'}`;
    context.say(`${what} more: name them by --columns, or give --format ndjson for all`);
  }
}

/** Values are shown exactly: no rounding, no commas. */
function cellOf({ name }: Column, value: RowValue): string | undefined {
  if (value === null) {
    return undefined;
  }
  return typeof value === 'bigint' && name.endsWith('_ns') ? isoOfNs(value) : String(value);
}
