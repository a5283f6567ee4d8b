import { CommandFailure } from '../errors.js';
import { toJson } from '../format/plain.js';
import { createTerminal } from '../terminal/terminal.js';
import { createContext } from './context.js';
import type { CommandEnvironment } from './environment.js';
import { reportFailure } from './failure-report.js';
import { createOutput } from './output.js';
import type { Program } from './program.js';
import { createShutdown } from './shutdown.js';

/** Exit codes: done or clean, the answer is no, it could not run. */
export type ExitCode = 0 | 1 | 2;

/**
 * Runs one command line (without the program's own name) and gives its exit code. Never throws and
 * never ends the process, except by a second signal.
 *
 * `crashed` rejects when something went wrong outside the command's own promise.
 */
export async function runProgram(
  program: Program,
  argv: readonly string[],
  environment: CommandEnvironment,
  crashed: Promise<never> = new Promise(() => undefined),
): Promise<ExitCode> {
  // Commander is loaded here, for programs that are imported and not run.
  const { commonOptions, parseCommandLine } = await import('./parse-command-line.js');
  const { json, verbose } = commonOptions(argv);
  const terminal = createTerminal(environment.stderr);
  const output = createOutput(environment.stdout);
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const shutdown = createShutdown(environment, (text) => terminal.print(text), fail);
  const { context, close } = createContext({
    environment,
    json,
    verbose,
    terminal,
    output,
    shutdown,
  });
  const print = async (result: object): Promise<void> => {
    if (json) {
      await output.write(`${toJson(result)}\n`);
    }
  };

  async function execute(): Promise<void> {
    const request = await parseCommandLine(program, argv);
    if (request.kind !== 'run') {
      await output.write(request.text);
      return;
    }
    const { command, args, options } = request;
    const { result, text } = await command.run(context, args, options);
    close();
    if (text !== undefined && !json) {
      terminal.print(text);
    }
    await print(result);
  }

  try {
    await Promise.race([execute(), crashed, failed]);
    return 0;
  } catch (error) {
    close();
    const report = reportFailure(error, verbose);
    terminal.print(report.text);
    if (!isOutputFailure(error)) {
      await print(report.json).catch((outputError: unknown) => {
        terminal.print(reportFailure(outputError, verbose).text);
      });
    }
    return report.exitCode;
  } finally {
    close();
    output.close();
  }
}

/** Where results cannot be written, an error cannot be either. */
function isOutputFailure(error: unknown): boolean {
  return error instanceof CommandFailure && error.code === 'OUTPUT_FAILED';
}
