import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeSession, encodeSession, type SimulatorSession } from '@assay/feeds';

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
  return decodeSession(text);
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
}
