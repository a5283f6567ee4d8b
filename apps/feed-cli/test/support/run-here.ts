import { EventEmitter } from 'node:events';
import { runProgram, type CommandEnvironment, type StopSignal } from '@assay/cli';
import { systemClock } from '@assay/telemetry';
import { program } from '../../src/program.js';

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line inside this process, without a terminal, over the lake in `folder`. */
export async function runHere(
  folder: string,
  args: readonly string[],
  signals: EventEmitter<Record<StopSignal, [StopSignal]>> = new EventEmitter(),
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const environment: CommandEnvironment = {
    env: {
      DATA_ROOT: `${folder}/lake`,
      WAL_ROOT: `${folder}/wal`,
      CACHE_ROOT: `${folder}/cache`,
      ...env,
    },
    stdout: Object.assign(new EventEmitter(), {
      write: (chunk: string | Uint8Array, done: () => void) => {
        stdout += String(chunk);
        done();
      },
    }),
    stderr: { write: (text: string) => (stderr += text) },
    clock: systemClock,
    signals,
    exit: () => undefined,
  };
  const code = await runProgram(program, args, environment);
  return { code, stdout, stderr };
}

/** What `--json` printed: one object on one line. */
export function resultOf<Result = Summary>({ stdout, stderr }: Omit<Ended, 'code'>): Result {
  if (!/^[^\n]+\n$/.test(stdout)) {
    throw new Error(`expected one line, was ${JSON.stringify(stdout)}; ${stderr}`);
  }
  return JSON.parse(stdout) as Result;
}

/** The part of the results that tests look at. */
export interface Summary {
  readonly rows: Readonly<Record<string, number>>;
  readonly dead_letters: number;
  readonly bronze_files: readonly string[];
  readonly files: readonly {
    readonly file: string;
    readonly complete: boolean;
    readonly already_complete: boolean;
    readonly rows: Readonly<Record<string, number>>;
    readonly runs: Readonly<Record<string, string>>;
    readonly events_sent: number;
    readonly events_already_stored: number;
    readonly digest: string;
    readonly error: string | null;
  }[];
  readonly unread: readonly { readonly file: string; readonly error: string }[];
  readonly skipped: readonly string[];
  readonly without_events: readonly { readonly file: string; readonly reason: string }[];
}

/** The error of `--json`. */
export interface Failed {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly next?: string;
    readonly details?: Summary;
  };
}
