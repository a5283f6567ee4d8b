import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ROOT } from './lib/workspace.mjs';

/*
 * Writes the generated pages of docs/ from the declarations in the sources. Usage:
 *   node tools/docs.mjs           write them
 *   node tools/docs.mjs --check   write nothing; exit 1 and name what is out of date, broken or leads nowhere
 */
const FROM_SOURCES = '--conditions=@assay/source';

if (process.execArgv.includes(FROM_SOURCES)) {
  await main();
} else {
  // Sources are TypeScript and import each other under the source condition: start again that way.
  const loader = ['--import', import.meta.resolve('tsx')];
  const script = [import.meta.filename, ...process.argv.slice(2)];
  const child = spawnSync(process.execPath, [FROM_SOURCES, ...loader, ...script], {
    stdio: 'inherit',
  });
  process.exitCode = child.status ?? 1;
}

async function main() {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const [{ generatedPages }, { stalePages, writePages }, { linkComplaints }, { tableComplaints }] =
    await Promise.all([
      import('./lib/docs/pages.mjs'),
      import('./lib/docs/sync.mjs'),
      import('./lib/docs/links.mjs'),
      import('./lib/docs/tables.mjs'),
    ]);
  const pages = await generatedPages(ROOT);
  if (!pages.some(({ file }) => file === 'docs/configuration.md')) {
    console.error('docs/configuration.md: left out, @assay/cli declares no lakeConfigFields yet');
  }
  if (!values.check) {
    for (const file of await writePages(ROOT, pages)) console.log(`wrote ${file}`);
    return;
  }
  const stale = (await stalePages(ROOT, pages)).map(
    (file) => `${file}: out of date, run "node tools/docs.mjs"`,
  );
  const complaints = [...stale, ...linkComplaints(ROOT), ...tableComplaints(ROOT)];
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
