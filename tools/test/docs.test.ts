import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationPage } from '../lib/docs/configuration.mjs';
import { linkComplaints } from '../lib/docs/links.mjs';
import { stalePages, writePages } from '../lib/docs/sync.mjs';
import { tableComplaints } from '../lib/docs/tables.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assay-docs-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

describe('the generated pages', () => {
  const pages = [
    { file: 'docs/one.md', text: '# One\n\n|a|b|\n|---|---|\n|1|2|' },
    { file: 'docs/two.md', text: '# Two' },
  ];

  it('are out of date until they are written, and again when a declaration changes', async () => {
    mkdirSync(join(root, 'docs'));
    expect(await stalePages(root, pages)).toEqual(['docs/one.md', 'docs/two.md']);
    expect(await writePages(root, pages)).toEqual(['docs/one.md', 'docs/two.md']);
    expect(await stalePages(root, pages)).toEqual([]);
    const changed = [pages[0], { file: 'docs/two.md', text: '# Three' }];
    expect(await stalePages(root, changed)).toEqual(['docs/two.md']);
  });

  it('say that they are generated, and are formatted as the format check wants them', async () => {
    mkdirSync(join(root, 'docs'));
    await writePages(root, pages);
    const text = readFileSync(join(root, 'docs/one.md'), 'utf8');
    expect(text).toMatch(/^<!-- Generated .* Do not edit\. -->\n\n# One\n/);
    expect(text).toContain('| a   | b   |');
  });

  it('leave an edited page for the next writing to put right', async () => {
    mkdirSync(join(root, 'docs'));
    await writePages(root, pages);
    write('docs/two.md', '# Edited by hand\n');
    expect(await writePages(root, pages)).toEqual(['docs/two.md']);
  });
});

describe('configurationPage', () => {
  it('shows the fields that the package declares', () => {
    const cli = {
      lakeConfigFields: ['DATA_ROOT'],
      serviceConfigFields: ['LOG_LEVEL'],
      configMarkdown: (all: string[]) => all.join(),
    };
    expect(configurationPage(cli)).toMatch(/^# Configuration\n[^]*DATA_ROOT[^]*LOG_LEVEL$/);
  });
});

describe('linkComplaints', () => {
  beforeEach(() => {
    write('packages/schemas/package.json', '{}');
    write('apps/lake-service/package.json', '{}');
  });

  it('wants a link to every package and app', () => {
    write('README.md', '[schemas](packages/schemas)');
    expect(linkComplaints(root)).toEqual([
      'apps/lake-service: no link from README.md or docs/ leads to it',
    ]);
    write('docs/deep/er.md', '[the service](../../apps/lake-service/README.md#what-it-is)');
    write('apps/lake-service/README.md', '# x');
    expect(linkComplaints(root)).toEqual([]);
  });

  it('names relative links that lead nowhere', () => {
    write('README.md', '[a](packages/schemas) [b](./apps/lake-service) [c](docs/gone.md)');
    expect(linkComplaints(root)).toEqual(['README.md: links to docs/gone.md, which is not there']);
  });

  it('does not follow links to other places', () => {
    write(
      'README.md',
      '[a](packages/schemas) [b](apps/lake-service) [c](https://x.y/z) [d](#here)',
    );
    expect(linkComplaints(root)).toEqual([]);
  });
});

describe('tableComplaints', () => {
  const whole = '| a | b |\n| --- | :-: |\n| `x \\| y` | 2 |';

  it('finds nothing wrong with whole tables, code and lines with bars', () => {
    write('README.md', `${whole}\n\n| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n`);
    write('docs/code.md', '```\n| a | b |\n| - | - |\n| 1 |\n```\n\n| no table\n');
    expect(tableComplaints(root)).toEqual([]);
  });

  it('names rows with more or fewer cells than the header', () => {
    write('docs/one.md', `# One\n\n${whole}\n| 1 |\n| 1 | 2 | 3 |\n`);
    expect(tableComplaints(root)).toEqual([
      'docs/one.md:6: expected 2 cells, as the header has, was 1',
      'docs/one.md:7: expected 2 cells, as the header has, was 3',
    ]);
  });

  it('names a second header row, where two tables ran into one', () => {
    write('packages/x/README.md', `${whole}\n| what | how often |\n| --- | --- |\n| 1 | 2 |`);
    expect(tableComplaints(root)).toEqual([
      'packages/x/README.md:5: expected one header row a table, was a second one',
    ]);
  });
});

describe('the pages of this repository', () => {
  const repository = join(import.meta.dirname, '../..');

  it('link to what is there, and have whole tables', () => {
    expect([...linkComplaints(repository), ...tableComplaints(repository)]).toEqual([]);
  });
});
