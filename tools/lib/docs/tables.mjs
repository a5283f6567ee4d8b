import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesBelow } from '../workspace.mjs';

const PAGE = /\.md$/;
const SEPARATOR = /^\|(?:\s*:?-+:?\s*\|)+\s*$/;

/**
 * What is wrong with the tables of every Markdown page: rows with other cells than their header, and
 * a second header row, which is what remains where two tables ran into one.
 *
 * @returns {string[]}
 */
export function tableComplaints(root) {
  const atRoot = readdirSync(root).filter((name) => PAGE.test(name));
  const below = ['apps', 'docs', 'packages'].flatMap((name) => filesBelow(join(root, name), PAGE));
  return [...atRoot.map((name) => join(root, name)), ...below].flatMap((page) =>
    complaintsOf(readFileSync(page, 'utf8')).map(
      ({ line, problem }) => `${relative(root, page)}:${line}: ${problem}`,
    ),
  );
}

function complaintsOf(text) {
  const complaints = [];
  for (const { first, rows } of tablesOf(text)) {
    const expected = cellsOf(rows[0]);
    for (const [index, row] of rows.entries()) {
      const line = first + index;
      if (index > 1 && SEPARATOR.test(row)) {
        complaints.push({ line, problem: 'expected one header row a table, was a second one' });
      } else if (cellsOf(row) !== expected) {
        const problem = `expected ${expected} cells, as the header has, was ${cellsOf(row)}`;
        complaints.push({ line, problem });
      }
    }
  }
  return complaints;
}

/** The tables outside fenced code: lines in a row that begin with a bar, the second a separator. */
function tablesOf(text) {
  const tables = [];
  let isCode = false;
  let rows = [];
  const lines = [...text.split('\n').map((line) => line.trim()), ''];
  for (const [index, line] of lines.entries()) {
    isCode = /^(?:```|~~~)/.test(line) ? !isCode : isCode;
    if (!isCode && line.startsWith('|')) {
      rows.push(line);
      continue;
    }
    if (rows.length > 1 && SEPARATOR.test(rows[1])) {
      tables.push({ first: index - rows.length + 1, rows });
    }
    rows = [];
  }
  return tables;
}

/** Bars that are escaped are text, also in code. */
function cellsOf(row) {
  return row.replaceAll('\\|', '').replace(/\|$/, '').split('|').length - 1;
}
