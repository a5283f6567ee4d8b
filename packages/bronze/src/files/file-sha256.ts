import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Up to this size a file is read at once, which is faster. */
const SMALL_BYTES = 8 * 1024 * 1024;

/** SHA-256 (lower-case hex) of a local file of `bytes` bytes, without holding a large one in memory. */
export async function fileSha256(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  if (bytes <= SMALL_BYTES) {
    return hash.update(await readFile(path)).digest('hex');
  }
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}
