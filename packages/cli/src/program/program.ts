import type { Command } from './command.js';

/** A program: its name on the command line, and its commands. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** One sentence. */
  readonly description: string;
  readonly commands: readonly Command[];
}

/** A program of these commands. Throws when two have one name. */
export function createProgram(program: Program): Program {
  const names = program.commands.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Error(`${program.name}: expected one command "${twice}", was two`);
  }
  return program;
}
