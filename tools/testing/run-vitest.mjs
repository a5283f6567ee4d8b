import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/workspace.mjs';
import { formatCounts, noCounts, parseCounts } from './counts.mjs';

/**
 * Runs Vitest over the workspace and ends with the line `N passed, N failed`, whatever happens: a run
 * that dies before its summary is one failure. The line is also left in tmp/test-summary.txt.
 *
 * @param {readonly string[]} args given on to Vitest
 * @param {Record<string, string>} [environment] added to this process's
 * @returns {Promise<number>} the exit code
 */
export async function runVitest(args, environment = {}) {
  const folder = join(ROOT, 'tmp');
  const countsFile = join(folder, `test-counts-${process.pid}.txt`);
  mkdirSync(folder, { recursive: true });
  try {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const code = await exitOf(
      spawn(process.execPath, [vitest, 'run', ...args], {
        cwd: ROOT,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, ...environment, ASSAY_TEST_COUNTS: countsFile },
      }),
    );
    const counts = readCounts(countsFile);
    if (counts.failed === 0 && code !== 0) {
      console.log(`vitest ended with ${code} without a failed test: counted as one failure`);
      counts.failed = 1;
    }
    const line = formatCounts(counts);
    writeFileSync(join(folder, 'test-summary.txt'), `${line}\n`);
    console.log(`\n${line}`);
    return counts.failed === 0 ? 0 : 1;
  } finally {
    rmSync(countsFile, { force: true });
  }
}

function readCounts(file) {
  const counts = existsSync(file) ? parseCounts(readFileSync(file, 'utf8')) : undefined;
  if (counts !== undefined) return counts;
  console.log('expected a summary from vitest, was none: counted as one failure');
  return { ...noCounts(), failed: 1 };
}

/** The exit code of a child, which gets this process's signals; 1 when a signal ended it. */
function exitOf(child) {
  const pass = (signal) => child.kill(signal);
  process.once('SIGINT', pass);
  process.once('SIGTERM', pass);
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
