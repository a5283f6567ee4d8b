import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** How a process ended. */
export interface ChildEnded {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One real process. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnded>;
  stderr(): string;
}

/** Starts `feed-cli …` from source in `folder`, whose `data` is its lake. */
export function startFeedCli(folder: string, args: readonly string[], input?: string): Child {
  return start(folder, '../../src/main.ts', args, {}, input);
}

/** Starts `lake-service serve` there; `port` 0 takes a free one. */
export function startService(
  folder: string,
  port = '0',
  env: Readonly<Record<string, string>> = {},
): Child {
  const main = '../../../lake-service/src/main.ts';
  return start(folder, main, ['serve'], { HTTP_PORT: port, LOG_LEVEL: 'warn', ...env });
}

/** The address of a service, once it says that it runs. */
export async function urlOf(service: Child): Promise<string> {
  for (;;) {
    const [, url] = /HTTP: +(http:\S+)[^]*Lake service running/.exec(service.stderr()) ?? [];
    if (url !== undefined) {
      return url;
    }
    const { stderr } = service.process;
    const data = stderr === null ? Promise.resolve() : once(stderr, 'data');
    const ended = service.ended.then(({ stderr: said }) => {
      throw new Error(`expected a running service, was its end: ${said}`);
    });
    await Promise.race([data, ended]);
  }
}

function start(
  folder: string,
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input?: string,
): Child {
  const file = fileURLToPath(new URL(main, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=@assay/source', '--import', LOADER, file, ...args],
    { cwd: folder, env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // A child that was killed takes no more input.
  child.stdin.on('error', () => undefined);
  if (input !== undefined) {
    child.stdin.end(input);
  }
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return { process: child, ended, stderr: () => stderr };
}
