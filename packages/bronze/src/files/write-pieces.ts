import { open } from 'node:fs/promises';
import { BronzeError } from '../errors.js';

/** Writes the pieces one after another into a new file. It is scratch: nothing is synced. */
export async function writePieces(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  try {
    const file = await open(path, 'wx');
    try {
      for (const piece of pieces) {
        await file.writeFile(piece);
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new BronzeError(
      'STAGING',
      `${path}: expected to be written, was refused (${words}): see that the disk of the staging ` +
        'folder has room and can be written, then start again',
      { cause, retryable: true },
    );
  }
}
