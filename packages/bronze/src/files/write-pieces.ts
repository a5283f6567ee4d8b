import { open } from 'node:fs/promises';

/** Writes the pieces one after another into a new file. It is scratch: nothing is synced. */
export async function writePieces(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const piece of pieces) {
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
}
