import type { Clock, Logger } from '@assay/telemetry';
import { createLogger, type LogLevel } from '../adapters/logger.js';
import { CommandFailure } from '../errors.js';
import { createProgress, type Progress, type ProgressOptions } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CommandEnvironment } from './environment.js';
import type { Output } from './output.js';
import type { Shutdown, ShutdownHandler } from './shutdown.js';

/** What a command has at hand. */
export interface CommandContext {
  /** `--json` was given: standard output is for the result alone. */
  readonly json: boolean;
  /** `--verbose` was given. */
  readonly verbose: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Standard error is a terminal. */
  readonly interactive: boolean;
  /** Lines for people, on standard error. */
  say(text: string): void;
  /**
   * Data that the command is asked to write, on standard output. False when nobody reads any more
   * (`| head`): stop then. Not for commands that run with `--json`.
   */
  data(chunk: string | Uint8Array): Promise<boolean>;
  /** A progress line, when the work takes longer than a second and a person watches. */
  progress(options: ProgressOptions): Progress;
  /** The one line that a service rewrites; undefined takes it away. Nothing without a terminal. */
  status(text: string | undefined): void;
  /** See `Shutdown.onShutdown`. */
  onShutdown(handler: ShutdownHandler): () => void;
  /**
   * A logger on standard error: one line for people on a terminal, JSON otherwise. Its level is
   * `info` unless given; `--verbose` makes it `debug`.
   */
  logger(level?: LogLevel): Promise<Logger>;
}

interface ContextParts {
  readonly environment: CommandEnvironment;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly terminal: Terminal;
  readonly output: Output;
  readonly shutdown: Shutdown;
}

/** A context and the work it leaves behind when the command is over. */
export function createContext(parts: ContextParts): {
  readonly context: CommandContext;
  readonly close: () => void;
} {
  const { environment, json, verbose, terminal, output, shutdown } = parts;
  const unfinished: Progress[] = [];
  const context: CommandContext = {
    json,
    verbose,
    env: environment.env,
    clock: environment.clock,
    interactive: terminal.interactive,
    say: (text) => terminal.print(text),
    data: async (chunk) => {
      if (json) {
        throw new CommandFailure('BAD_USAGE', 'data: expected no --json beside it, was given', {
          next: 'run it again without --json',
        });
      }
      return output.write(chunk);
    },
    progress: (options) => {
      const progress = createProgress(terminal, environment.clock, options);
      unfinished.push(progress);
      return progress;
    },
    status: (text) => terminal.live(text),
    onShutdown: (handler) => shutdown.onShutdown(handler),
    logger: (level = 'info') =>
      createLogger({
        format: terminal.interactive ? 'text' : 'json',
        level: verbose ? 'debug' : level,
        write: (line) => terminal.print(line),
        clock: environment.clock,
      }),
  };
  const close = (): void => {
    for (const progress of unfinished) {
      progress.finish();
    }
    terminal.live(undefined);
    shutdown.close();
  };
  return { context, close };
}
