import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/**
 * Runs a command to its end and keeps what it printed.
 *
 * @param {string} command an executable, looked for in node_modules/.bin first
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Record<string, string | undefined>, bin?: string }} options
 *   `bin` the folder of local executables
 * @returns {Promise<{ code: number, output: string, seconds: number }>} `code` is 1 for a signal
 */
export async function run(command, args, options) {
  const started = performance.now();
  const output = [];
  const env = cleanEnvironment(options.cwd, options.env, options.bin);
  const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output.push(Buffer.from(`${command}: ${error.message}\n`));
      resolve(1);
    });
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  const seconds = (performance.now() - started) / 1000;
  return { code, output: Buffer.concat(output).toString('utf8'), seconds };
}

/**
 * This process's environment without what an Nx or npm run around it left there: a nested `nx` would
 * take the outer workspace for its own.
 */
function cleanEnvironment(cwd, extra = {}, bin = `${cwd}/node_modules/.bin`) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|npm_|VITEST|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    ...extra,
  };
}
