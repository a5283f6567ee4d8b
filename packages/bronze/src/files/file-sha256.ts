import { open, type FileHandle } from 'node:fs/promises';
import { sha256OfChunks } from '@assay/schemas';

/**
 * Read at a time. Each read waits for a turn of a loop that may be busy receiving for tens of
 * milliseconds, so that small ones make a file slow to digest.
 */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** SHA-256 (lower-case hex) of a local file of `bytes` bytes, without holding a large one in memory. */
export async function fileSha256(path: string, bytes: number): Promise<string> {
  const file = await open(path);
  try {
    return await sha256OfChunks(chunks(file, Math.min(bytes, CHUNK_BYTES)));
  } finally {
    await file.close();
  }
}

/** To the file's end, which it asks for, whatever size was announced. */
async function* chunks(file: FileHandle, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.max(chunkBytes, 1));
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    if (bytesRead === 0) {
      return;
    }
    yield buffer.subarray(0, bytesRead);
  }
}
