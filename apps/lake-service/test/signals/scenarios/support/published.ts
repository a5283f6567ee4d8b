import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

const PAGE = new URL('../../../../../../docs/signals/scenarios.md', import.meta.url);

/** Whether figures are computed: in long runs, and to be read. */
export const HAS_FIGURES = process.env.ASSAY_LONG === '1' || process.env.ASSAY_FIGURES === '1';

/** Rows of a table of docs/signals/scenarios.md, which has them all. `ASSAY_FIGURES=1`: fails with them instead. */
export function expectPublished(rows: readonly (readonly (string | number)[])[]): void {
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  if (process.env.ASSAY_FIGURES === '1') {
    expect.fail(lines.join('\n'));
  }
  const page = readFileSync(PAGE, 'utf8')
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  for (const line of lines) {
    expect(page).toContain(line);
  }
}
