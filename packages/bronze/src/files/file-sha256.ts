import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sha256Hex, sha256OfChunks } from '@assay/schemas';

/** Up to this size a file is read at once, which is faster. */
const SMALL_BYTES = 8 * 1024 * 1024;

/** SHA-256 (lower-case hex) of a local file of `bytes` bytes, without holding a large one in memory. */
export async function fileSha256(path: string, bytes: number): Promise<string> {
  return bytes <= SMALL_BYTES
    ? sha256Hex(await readFile(path))
    : sha256OfChunks(createReadStream(path) as AsyncIterable<Buffer>);
}
