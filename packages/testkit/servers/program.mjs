import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { guard } from './child.mjs';
import { atFailpoint } from './failpoint.mjs';

/** How a program written in TypeScript is run from sources. */
const TYPESCRIPT = ['--conditions=@assay/source', '--import', 'tsx'];
const DEFAULT_SECONDS = 30;

/** Runs a test program in a process of its own. The types and their meaning are in types/programs.d.mts. */
export async function startProgram(file, options = {}) {
  const { args = [], env = {}, cwd, failpoint } = options;
  const nodeArguments = options.nodeArguments ?? (file.endsWith('.ts') ? TYPESCRIPT : []);
  const child = spawn(process.execPath, [...nodeArguments, file, ...args], {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...env,
      ...(failpoint === undefined ? {} : atFailpoint(failpoint)),
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  // A program that ends before it reads is none of a test's business.
  child.stdin.on('error', () => undefined);
  // `close` comes after the last output, `exit` may come before it.
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  await once(child, 'spawn');
  guard(child).on('error', () => undefined);

  const running = () => child.exitCode === null && child.signalCode === null;
  const poll = async (what, probe, seconds) => {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const value = probe();
      if (value !== undefined) return value;
      if (performance.now() > end) throw new Error(`${file}: expected ${what}, was${story()}`);
      if (!running()) {
        await ended;
        const last = probe();
        if (last !== undefined) return last;
        throw new Error(`${file}: expected ${what}, was ended${story()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const story = () => `:\nstdout: ${stdout.slice(-2000)}\nstderr: ${stderr.slice(-4000)}`;
  const kill = async () => {
    if (running()) child.kill('SIGKILL');
    return ended;
  };
  return {
    pid: child.pid,
    ended,
    get running() {
      return running();
    },
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    say: (text) => void child.stdin.write(text),
    signal: (signal) => void child.kill(signal),
    said: (pattern, seconds = DEFAULT_SECONDS) =>
      poll(`${pattern} on its output`, () => pattern.exec(stdout) ?? undefined, seconds),
    stopped: async (seconds = DEFAULT_SECONDS) => {
      await poll('a process that stopped itself', () => isStopped(child.pid) || undefined, seconds);
    },
    resume: () => void child.kill('SIGCONT'),
    kill,
    [Symbol.asyncDispose]: async () => void (await kill()),
  };
}

/** Runs a program until it is where its failpoint ends or stops it. The types are in types/programs.d.mts. */
export async function spawnUntil(file, { failpoint, seconds = DEFAULT_SECONDS, ...options }) {
  const program = await startProgram(file, { ...options, failpoint });
  if (failpoint.action === 'stop') {
    await program.stopped(seconds);
    return program;
  }
  const timer = setTimeout(() => program.signal('SIGABRT'), seconds * 1000);
  const { code, signal, stdout, stderr } = await program.ended;
  clearTimeout(timer);
  if (failpoint.action === 'throw' ? code !== 0 : signal === 'SIGKILL') return program;
  throw new Error(
    `${file}: expected it to end at ${failpoint.name}, passing ${failpoint.nth ?? 1}, ` +
      `was ended by ${signal ?? `exit code ${code}`}:\nstdout: ${stdout}\nstderr: ${stderr}`,
  );
}

function isStopped(pid) {
  const file = `/proc/${pid}/stat`;
  if (existsSync('/proc/self/stat')) {
    // The name in brackets may hold anything, brackets included.
    const state = existsSync(file) ? readFileSync(file, 'utf8').split(') ').at(-1) : '';
    return state?.startsWith('T') ?? false;
  }
  return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith(
    'T',
  );
}
