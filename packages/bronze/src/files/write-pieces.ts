import { open, type FileHandle } from 'node:fs/promises';
import { BronzeError } from '../errors.js';

/**
 * Writes the pieces one after another into a new file. It is scratch: nothing is synced. All of them go
 * in one call: each call waits for a turn of a loop that may be busy receiving for tens of milliseconds.
 */
export async function writePieces(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  try {
    const file = await open(path, 'wx');
    try {
      let left = pieces.filter(({ length }) => length > 0);
      while (left.length > 0) {
        left = await writeSome(file, left);
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

/** Writes as much as the system takes at once, and gives what is left. */
async function writeSome(file: FileHandle, pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const { bytesWritten } = await file.writev(pieces);
  if (bytesWritten === 0) {
    throw new Error('nothing was written');
  }
  let done = bytesWritten;
  return pieces.flatMap((piece) => {
    const written = Math.min(done, piece.length);
    done -= written;
    return written === piece.length ? [] : [piece.subarray(written)];
  });
}
