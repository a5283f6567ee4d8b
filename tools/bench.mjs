import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { benchFiles } from './bench/discover.mjs';
import { describeMachine } from './bench/machine.mjs';
import { formatTable } from './bench/rows.mjs';
import { readJson, ROOT } from './lib/workspace.mjs';

/*
 * Usage: npm run bench [-- --only NAME]. Measures every bench whose name contains NAME, prints a
 * Markdown table and writes tmp/bench/latest.json. Exit 2 when a bench could not run; a missed goal
 * is a finding, not a failure (exit 0).
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = join(ROOT, 'tmp/bench');
mkdirSync(folder, { recursive: true });

const machine = describeMachine(ROOT);
const results = [];
const broken = [];
for (const file of benchFiles(ROOT)) {
  const output = join(folder, `run-${process.pid}.json`);
  const code = await runFile(file, output);
  if (code === 0 && existsSync(output)) results.push(...readJson(output));
  else broken.push(relative(ROOT, file));
  rmSync(output, { force: true });
}

const rows = results.flatMap((result) => result.rows);
writeFileSync(join(folder, 'latest.json'), `${JSON.stringify({ machine, results }, null, 2)}\n`);
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}, commit ${machine.commit}, ${machine.date}\n`,
);
console.log(formatTable(rows));
for (const file of broken) console.error(`could not run: ${file}`);
if (rows.length + broken.length === 0)
  console.error(`expected a bench named like "${values.only}", was none`);
process.exitCode = broken.length > 0 || rows.length === 0 ? 2 : 0;

function runFile(file, output) {
  const script = join(ROOT, 'tools/bench/run-file.mjs');
  const args = ['--conditions=@assay/source', '--import', 'tsx', '--expose-gc'];
  const child = spawn(process.execPath, [...args, script, file, output, values.only], {
    cwd: ROOT,
    stdio: ['ignore', 2, 'inherit'],
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
