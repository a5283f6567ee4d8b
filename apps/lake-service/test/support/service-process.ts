import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** How a process ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One real `lake-service`. */
export interface ServiceProcess {
  readonly pid: number;
  /** Resolves with the address once it says that it runs; rejects when it ends before. */
  readonly url: Promise<string>;
  readonly ended: Promise<Ended>;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once standard error matches. */
  says(pattern: RegExp): Promise<void>;
}

/** Starts `lake-service …` from source, in `folder`, with nothing of this process's configuration. */
export function startProcess(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ServiceProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=@assay/source', '--import', LOADER, MAIN, ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HTTP_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(stderr)) {
          child.stderr.off('data', look);
          resolve();
        }
      };
      child.stderr.on('data', look);
      look();
      void ended.then(() => reject(new Error(`expected ${pattern.source}, was ${stderr}`)));
    });
  // The banner is printed whatever the log level; the line after it says that all of it is there.
  const url = says(/Lake service running/).then(() => /HTTP: +(http:\S+)/.exec(stderr)?.[1] ?? '');
  url.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    url,
    ended,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    says,
  };
}

/** Runs to the end. */
export function runProcess(
  folder: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Ended> {
  return startProcess(folder, args, env).ended;
}
