import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeSession, encodeSession, FeedError, type SimulatorSession } from '@assay/feeds';
import { CommandFailure } from '@assay/cli';
import { hostDisk } from '@assay/storage';

/** The session kept in `file`; undefined before the first start. Throws when the file is damaged. */
export async function readSession(file: string): Promise<SimulatorSession | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
  try {
    return decodeSession(text);
  } catch (cause) {
    if (cause instanceof FeedError) {
      throw new CommandFailure('BAD_INPUT', `${file}: ${cause.message}`, {
        next: 'put the file back from a copy, or remove it to begin a new simulated market',
        cause,
      });
    }
    throw cause;
  }
}

/** Keeps the session: whole or not at all, and still there after a power loss. */
export async function writeSession(file: string, session: SimulatorSession): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(encodeSession(session));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await hostDisk.syncFolder(dirname(file));
}
