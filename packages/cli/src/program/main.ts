import { processEnvironment } from './environment.js';
import type { Program } from './program.js';
import { runProgram } from './run-program.js';

/**
 * Runs a program as this process: `await main(program)` is all that a binary does. Ends the process
 * with the command's exit code once its output is written, even if something still keeps it busy.
 *
 * An error that nobody waits for is reported like any other and ends with 2, where Node would end
 * with 1, which means "the answer is no".
 */
export async function main(program: Program): Promise<never> {
  const environment = processEnvironment();
  const crashed = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
  });
  // Nothing can be said any more to a person who closed standard error.
  process.stderr.on('error', () => undefined);
  const code = await runProgram(program, process.argv.slice(2), environment, crashed);
  process.exit(code);
}
