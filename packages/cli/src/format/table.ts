import { displayWidth, padTo } from './display-width.js';
import { formatNumber } from './number.js';

/** A cell: numbers are written with `,` between thousands, undefined as `–`. */
export type Cell = string | number | bigint | undefined;

/**
 * A table without boxes: a line of titles, a line a row, two spaces between columns. A column whose
 * cells are all numbers, or that is named in `right`, is aligned right.
 */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: { readonly right?: readonly string[] } = {},
): string {
  const columns = titles.map((title, index) => {
    const cells = rows.map((row) => row[index]);
    const texts = [title, ...cells.map(textOf)];
    const width = Math.max(...texts.map(displayWidth));
    const right = options.right?.includes(title) === true || areNumbers(cells);
    return texts.map((text) => padTo(text, width, right ? 'left' : 'right'));
  });
  const lines = [titles, ...rows].map((_, line) =>
    columns.map((column) => column[line]).join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

function textOf(cell: Cell): string {
  if (cell === undefined) {
    return '–';
  }
  if (typeof cell === 'string') {
    return cell;
  }
  const whole = typeof cell === 'bigint' || Number.isInteger(cell);
  return formatNumber(cell, whole ? 0 : 2);
}

function areNumbers(cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => cell !== undefined);
  return filled.length > 0 && filled.every((cell) => typeof cell !== 'string');
}
