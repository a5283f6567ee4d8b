import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FEED_FORMATS, type FormatSetting } from '@assay/feeds';
import { describe, expect, it } from 'vitest';
import { dbnFile } from './support/dbn-file.js';
import { plainRows } from './support/lake.js';
import type { Summary } from './support/run-here.js';
import { temporaryFolder } from './support/temporary-folder.js';

const APP = join(import.meta.dirname, '..');

/** `npx feed-cli …` runs the sources, so that the page can be tested without a build. */
const NPX = `#!/bin/sh
shift
exec "${process.execPath}" --conditions=@assay/source \\
  --import "${pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href}" \\
  "${APP}/src/main.ts" "$@"
`;

/** A row of a table, without the padding that formatting adds. */
function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The rows of the table whose head begins with this cell. */
function tableRows(page: string, head: string): string[] {
  const tables = page.split(/\n\n+/).map((block) => block.split('\n'));
  const table = tables.find(([first]) => first.startsWith(`| ${head} `)) ?? [];
  return table.slice(2).map((line) => line.trim().replace(/ +/g, ' '));
}

function settingRow(format: string, setting: FormatSetting): string {
  const flag = setting.value === undefined ? setting.name : `${setting.name} <${setting.value}>`;
  return row(format, `\`--${flag}\``, setting.repeatable ? 'yes' : '', setting.describe).replace(
    / +/g,
    ' ',
  );
}

describe('README.md', () => {
  it('has a row for every format and every setting of one, as declared, and no other', async () => {
    const page = await readFile(join(APP, 'README.md'), 'utf8');
    const formats = FEED_FORMATS.map(({ name, describe }) => row(`\`${name}\``, describe));
    expect(tableRows(page, '`--format`')).toEqual(formats);
    const settings = FEED_FORMATS.flatMap(({ name, settings: of }) =>
      of.map((setting) => settingRow(name, setting)),
    );
    expect(tableRows(page, 'of format')).toEqual(settings);
  });

  it('has examples that do what they say', async () => {
    const page = await readFile(join(APP, 'README.md'), 'utf8');
    const [, script] = /^```sh tested\n([^]*?)^```$/m.exec(page) ?? [];
    const folder = await temporaryFolder();
    const tools = join(folder, 'tools');
    await mkdir(tools);
    await writeFile(join(tools, 'npx'), NPX);
    await chmod(join(tools, 'npx'), 0o755);
    await writeFile(join(folder, 'es.trades.dbn'), dbnFile({ schema: 'trades', records: 50 }));
    await writeFile(join(folder, 'es.mbp-10.dbn'), dbnFile({ schema: 'mbp-10', records: 30 }));
    const env = { PATH: `${tools}${delimiter}${process.env.PATH ?? ''}`, HOME: folder };
    await promisify(execFile)('bash', ['-e', '-c', script], { cwd: folder, env });

    const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as Summary;
    // Another option, another run: the events are there once more.
    expect(summary.rows).toEqual({ 'futures.trades.v1': 50 });
    const rows = await plainRows(join(folder, 'data/lake/bronze/futures'));
    const count = (symbol: string) => rows.filter((row) => row.symbol === symbol).length;
    expect(count('ESU4')).toBe(50 + 30 + 50);
    expect(rows.filter((row) => row._run === 'my-feed-2025-12-16/futures.trades').length).toBe(1);
    expect(count('ESH6')).toBeGreaterThan(1_000);
    // Five processes, started from source.
  }, 90_000);
});
