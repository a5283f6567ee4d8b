import { Command as CommanderCommand, CommanderError } from 'commander';
import { CommandFailure } from '../errors.js';
import type { Command } from './command.js';
import type { Program } from './program.js';

/** What a command line asks for. */
export type Request =
  | { readonly kind: 'help' | 'version'; readonly text: string }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly args: readonly unknown[];
      readonly options: object;
    };

/** Options that every command has. Taken before the command's name and behind it. */
export interface CommonOptions {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Whether the common options stand on a command line, even one that makes no sense otherwise. */
export function commonOptions(argv: readonly string[]): CommonOptions {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  return { json: options.includes('--json'), verbose: options.includes('--verbose') };
}

/** Reads a command line. Throws `BAD_USAGE`, with the command that shows the way. */
export async function parseCommandLine(
  program: Program,
  argv: readonly string[],
): Promise<Request> {
  let written = '';
  let request: Request | undefined;
  const root = withCommonOptions(new CommanderCommand(program.name))
    .description(program.description)
    .version(program.version)
    // A command may have a --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (written += text),
      writeErr: () => undefined,
      outputError: () => undefined,
    });
  for (const command of program.commands) {
    const child = withCommonOptions(root.command(command.name)).summary(command.summary);
    child.description(command.summary);
    command.declare?.(child);
    if (command.examples !== undefined && command.examples.length > 0) {
      const lines = command.examples.map((example) => `  ${program.name} ${example}`);
      child.addHelpText('after', ['', 'Examples:', ...lines].join('\n'));
    }
    child.action(() => {
      const { json, verbose, ...options } = child.opts<Record<string, unknown>>();
      request = { kind: 'run', command, args: child.processedArgs, options };
    });
  }
  try {
    await root.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') {
      return { kind: error.code === 'commander.version' ? 'version' : 'help', text: written };
    }
    throw badUsage(program, argv, error);
  }
  return request ?? unreachable(program);
}

function withCommonOptions(command: CommanderCommand): CommanderCommand {
  return command
    .option('--json', 'print one machine-readable object on standard output')
    .option('--verbose', 'log more, and show where an error comes from');
}

function badUsage(
  program: Program,
  argv: readonly string[],
  error: CommanderError,
): CommandFailure {
  const named = program.commands.find(({ name }) => argv.includes(name));
  const help = [program.name, ...(named === undefined ? [] : [named.name]), '--help'].join(' ');
  const message =
    error.code === 'commander.help'
      ? `expected a command (${program.commands.map(({ name }) => name).join(', ')}), was none`
      : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return new CommandFailure('BAD_USAGE', message, { next: `run "${help}"` });
}

/** Commander either runs an action or throws. */
function unreachable(program: Program): never {
  throw new Error(`${program.name}: expected a command to be chosen, was none`);
}
