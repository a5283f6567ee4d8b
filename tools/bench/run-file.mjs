import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { realDataFolder } from '../../vitest.shared.mjs';
import { checkRows } from './rows.mjs';

/*
 * Runs the benches of one file in a process of their own, so that one's memory and warmth are not the
 * next one's. Usage: node --conditions=@assay/source --import tsx run-file.mjs FILE OUTPUT [ONLY]
 */
const [file = '', output = '', only = ''] = process.argv.slice(2);
const { benches } = await import(pathToFileURL(file).href);
if (!Array.isArray(benches)) throw new Error(`expected ${file} to export benches, an array`);

const results = [];
for (const { name, run } of benches) {
  if (!name.includes(only)) continue;
  const folder = mkdtempSync(join(process.env.ASSAY_BENCH_FOLDER ?? tmpdir(), 'assay-bench-'));
  try {
    const log = (line) => console.error(`${name}: ${line}`);
    const rows = checkRows(name, await run({ folder, realData: realDataFolder(), log }));
    results.push({ name, rows });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
writeFileSync(output, JSON.stringify(results));
