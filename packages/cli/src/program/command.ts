import type { Command as CommanderCommand } from 'commander';
import type { CommandContext } from './context.js';

/** What a command came to. */
export interface CommandOutput {
  /** What `--json` prints: one object; int64 as decimal text (see `toPlain`). */
  readonly result: object;
  /** What a person reads instead, on standard error. */
  readonly text?: string;
}

/** What a command was called with. */
export interface CommandCall<Options extends object, Arguments extends readonly unknown[]> {
  readonly context: CommandContext;
  /** The arguments, in the order they are declared; of a variadic one an array. */
  readonly args: Arguments;
  /** The options by their camel-case names. */
  readonly options: Options;
}

/** One command of a program. Make it with `defineCommand`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Command lines for the end of its help, without the program's name. */
  readonly examples?: readonly string[];
  /** Declares arguments and options; `--json`, `--verbose` and `--help` are there already. */
  declare?(command: CommanderCommand): void;
  run(context: CommandContext, args: readonly unknown[], options: object): Promise<CommandOutput>;
}

/** The parts of a command, with the types of its arguments and options as `declare` makes them. */
export interface CommandDefinition<
  Options extends object,
  Arguments extends readonly unknown[],
> extends Omit<Command, 'run'> {
  /** Engines are best loaded in here, by `await import`, so that `--help` stays quick. */
  readonly run: (call: CommandCall<Options, Arguments>) => Promise<CommandOutput>;
}

/** A command. The types say what `declare` declared; commander checks the values themselves. */
export function defineCommand<
  Options extends object = object,
  Arguments extends readonly unknown[] = [],
>(definition: CommandDefinition<Options, Arguments>): Command {
  const { run, ...rest } = definition;
  return {
    ...rest,
    run: (context, args, options) =>
      run({ context, args: args as unknown as Arguments, options: options as Options }),
  };
}
