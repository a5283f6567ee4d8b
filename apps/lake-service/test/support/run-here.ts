import { EventEmitter } from 'node:events';
import { runProgram, type CommandEnvironment } from '@assay/cli';
import { systemClock } from '@assay/telemetry';
import { program } from '../../src/program.js';

/** Runs a command line inside this process, without a terminal; for commands that end by themselves. */
export async function runHere(argv: readonly string[], env: Record<string, string> = {}) {
  let stdout = '';
  let stderr = '';
  const environment: CommandEnvironment = {
    env,
    stdout: Object.assign(new EventEmitter(), {
      write: (chunk: string | Uint8Array, done: () => void) => {
        stdout += String(chunk);
        done();
      },
    }),
    stderr: { write: (text: string) => (stderr += text) },
    clock: systemClock,
    signals: new EventEmitter(),
    exit: () => undefined,
  };
  const code = await runProgram(program, argv, environment);
  return { code, stdout, stderr };
}
