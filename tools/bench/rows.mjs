const TEXTS = ['work', 'input', 'unit'];
const OPTIONAL = { bound: 'string', ratio: 'number', goal: 'string', met: 'boolean' };

/**
 * Holds what a bench returned to the contract.
 *
 * @param {string} name the bench's
 * @param {unknown} returned
 * @returns {import('./contract.js').BenchRow[]}
 */
export function checkRows(name, returned) {
  const rows = Array.isArray(returned) ? returned : [returned];
  for (const row of rows) {
    const wrong = (field, expected) =>
      new Error(`bench ${name}: expected ${field} to be ${expected}, was ${String(row?.[field])}`);
    for (const field of TEXTS) {
      if (typeof row?.[field] !== 'string') throw wrong(field, 'text');
    }
    if (!Number.isFinite(row.figure)) throw wrong('figure', 'a finite number');
    for (const [field, type] of Object.entries(OPTIONAL)) {
      const value = row[field];
      if (value !== undefined && typeof value !== type) throw wrong(field, `a ${type} or absent`);
      if (type === 'number' && value !== undefined && !Number.isFinite(value)) {
        throw wrong(field, 'a finite number or absent');
      }
    }
    if (row.goal !== undefined && row.met === undefined) throw wrong('met', 'said beside a goal');
  }
  return rows;
}

/** The rows as a Markdown table. */
export function formatTable(rows) {
  const header = ['work', 'input', 'figure', 'bound', 'ratio', 'goal', 'met'];
  const lines = rows.map((row) => [
    row.work,
    row.input,
    `${formatFigure(row.figure)} ${row.unit}`,
    row.bound ?? '–',
    row.ratio === undefined ? '–' : row.ratio.toFixed(2),
    row.goal ?? '–',
    row.met === undefined ? '–' : row.met ? 'yes' : 'no',
  ]);
  return [header, header.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** Three or more significant digits, thousands apart: `612,000`, `4.31`. */
export function formatFigure(figure) {
  const digits = Math.abs(figure) >= 100 ? 0 : Math.abs(figure) >= 10 ? 1 : 2;
  return figure.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
