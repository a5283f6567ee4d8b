import type { Column } from '@assay/schemas';
import type { RecordBatch } from 'apache-arrow';
import { rowsOf, type RowValue } from './rows-result.js';

/** One batch as JSON lines: integers in full, doubles in their shortest exact form, NULL as null. */
export function jsonLines(columns: readonly Column[], batch: RecordBatch): string {
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  let lines = '';
  for (const values of rowsOf(batch)) {
    lines += `{${values.map((value, index) => names[index] + jsonOf(value)).join(',')}}\n`;
  }
  return lines;
}

function jsonOf(value: RowValue): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return numberText(value);
    default:
      return String(value);
  }
}

/** The line of names. */
export function csvHead(columns: readonly Column[]): string {
  return `${columns.map(({ name }) => csvText(name)).join(',')}\n`;
}

/** One batch as CSV (RFC 4180 with line feeds): NULL is nothing, an empty text is `""`. */
export function csvLines(batch: RecordBatch): string {
  let lines = '';
  for (const values of rowsOf(batch)) {
    lines += `${values.map(csvOf).join(',')}\n`;
  }
  return lines;
}

function csvOf(value: RowValue): string {
  switch (typeof value) {
    case 'string':
      return csvText(value);
    case 'number':
      return numberText(value);
    default:
      return value === null ? '' : String(value);
  }
}

function csvText(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The shortest text that reads as the same double; −0 keeps its sign. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}
