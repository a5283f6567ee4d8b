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

/** What a test may set beside the command line. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signals?: EventEmitter<Record<StopSignal, [StopSignal]>>;
  /** Nobody reads standard output: every write fails as that of a closed pipe. */
  readonly isClosed?: boolean;
  /** Called with what was written to standard error. */
  readonly onStderr?: (text: string) => void;
}

/** Runs a command line inside this process, without a terminal, over the lake in `folder`. */
export async function runHere(
  folder: string,
  args: readonly string[],
  { env = {}, signals = new EventEmitter(), isClosed = false, onStderr }: RunOptions = {},
): Promise<Ended> {
  const stdout: Buffer[] = [];
  let stderr = '';
  const environment: CommandEnvironment = {
    env: {
      DATA_ROOT: `${folder}/lake`,
      WAL_ROOT: `${folder}/wal`,
      CACHE_ROOT: `${folder}/cache`,
      ...env,
    },
    stdout: Object.assign(new EventEmitter(), {
      write: (chunk: string | Uint8Array, done: (error?: Error) => void) => {
        stdout.push(Buffer.from(chunk));
        done(isClosed ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : undefined);
      },
    }),
    stderr: {
      write: (text: string) => {
        stderr += text;
        onStderr?.(text);
      },
    },
    clock: systemClock,
    signals,
    exit: () => undefined,
  };
  const code = await runProgram(program, args, environment);
  return { code, stdout: Buffer.concat(stdout).toString('latin1'), stderr };
}

/** What `--json` printed: one object on one line. */
export function resultOf<Result>({ stdout, stderr }: Ended): Result {
  if (!/^[^\n]+\n$/.test(stdout)) {
    throw new Error(`expected one line, was ${JSON.stringify(stdout)}; ${stderr}`);
  }
  return JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8')) as Result;
}

/** One hour of `compact --json`. */
export interface CompactedHour {
  readonly dataset: string;
  readonly partition: string;
  readonly date: string;
  readonly hour: string | null;
  readonly status: string;
  readonly rows_read: number;
  readonly rows_written: number;
  readonly duplicates_removed: number;
  readonly ambiguous_duplicates: number;
  readonly files: number;
  readonly seconds: number;
  readonly reason: string;
  readonly enrichment?: { readonly joined: number; readonly stale: number; readonly none: number };
}

/** The result of `compact --json`. */
export interface Compacted {
  readonly dry_run: boolean;
  readonly hours: number;
  readonly rows_read: number;
  readonly rows_written: number;
  readonly duplicates_removed: number;
  readonly ambiguous_duplicates: number;
  readonly results: readonly CompactedHour[];
  readonly failures: readonly {
    readonly dataset: string;
    readonly hour: string | null;
    readonly error: { readonly code: string; readonly message: string; readonly next?: string };
  }[];
  readonly nothing_in_bronze: readonly string[];
  readonly stopped: boolean;
}

/** The error of `--json`. */
export interface Failed {
  readonly error: { readonly code: string; readonly message: string; readonly next?: string };
}

/** Compacts, expects that it went well, and gives what `--json` said. */
export async function compact(folder: string, ...args: readonly string[]): Promise<Compacted> {
  const ended = await runHere(folder, ['compact', '--json', ...args]);
  if (ended.code !== 0) {
    throw new Error(`expected exit code 0, was ${ended.code}: ${ended.stderr}`);
  }
  return resultOf<Compacted>(ended);
}
