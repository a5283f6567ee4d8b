import { spawn } from 'node:child_process';
import { once } from 'node:events';

const KEPT_OUTPUT = 64 * 1024;

const GUARD = 'cat > /dev/null; kill -9 "$0"; test -z "$1" || rm -rf "$1"';

/**
 * A server process that ends with this one, however this one ends: a small shell beside it reads a
 * pipe that only closes when this process is gone, and then kills the server by its id.
 *
 * @typedef {object} Child
 * @property {number} pid
 * @property {() => boolean} running
 * @property {() => string} output the last 64 KiB it printed, for messages
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {(signal: NodeJS.Signals) => Promise<void>} end sends the signal and waits for the end
 */

/**
 * Starts a server.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, scratch?: string }} [options]
 *   `scratch` a folder that goes too when this process dies first
 * @returns {Promise<Child>}
 */
export async function startChild(command, args, { env = {}, scratch = '' } = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  await once(child, 'spawn');
  const pid = /** @type {number} */ (child.pid);
  guard(child, scratch).once('error', keep);
  const running = () => child.exitCode === null && child.signalCode === null;
  const ended = once(child, 'close');
  return {
    pid,
    running,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      if (running()) {
        child.kill('SIGCONT');
        child.kill(signal);
      }
      await ended;
    },
  };
}

/**
 * Sets a guard beside a child that has started: should this process die first, it ends the child.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} [scratch] a folder that goes too
 */
export function guard(child, scratch = '') {
  const shell = spawn('sh', ['-c', GUARD, String(child.pid), scratch], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A signal to the terminal's whole group must not take the guard before its ward.
    detached: true,
  });
  // The child's id may go to another process once it has ended: the guard goes at the same moment.
  child.once('exit', () => shell.kill('SIGKILL'));
  return shell;
}

/**
 * Waits until a server is ready.
 *
 * @template Value
 * @param {Child} child
 * @param {() => Promise<Value | undefined>} probe gives a value once it is
 * @param {number} [seconds]
 * @returns {Promise<Value>}
 */
export async function untilReady(child, probe, seconds = 20) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (!child.running()) throw new Error(`expected a server, was ended:\n${child.output()}`);
    if (performance.now() > end) {
      await child.end('SIGKILL');
      throw new Error(`expected a server within ${seconds} s, was none:\n${child.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
