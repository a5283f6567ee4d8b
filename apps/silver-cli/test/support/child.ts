import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MAINS = {
  'silver-cli': '../../src/main.ts',
  'feed-cli': '../../../feed-cli/src/main.ts',
} as const;

/** How a process ended. */
interface ChildEnded {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One real process. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnded>;
}

/** Starts a program from source in `folder`, whose `lake`, `wal` and `cache` are its own. */
export function startProgram(
  name: keyof typeof MAINS,
  folder: string,
  args: readonly string[],
): Child {
  const file = fileURLToPath(new URL(MAINS[name], import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=@assay/source', '--import', LOADER, file, ...args],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        DATA_ROOT: `${folder}/lake`,
        WAL_ROOT: `${folder}/wal`,
        CACHE_ROOT: `${folder}/cache`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return { process: child, ended };
}
