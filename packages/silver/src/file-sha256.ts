import { createReadStream } from 'node:fs';
import { sha256OfChunks } from '@assay/schemas';

/** Read at a time: each read waits for a turn of the loop, so that small ones make a file slow to digest. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** SHA-256 (lower-case hex) of a local file, without holding a large one in memory. */
export function fileSha256(path: string): Promise<string> {
  return sha256OfChunks(createReadStream(path, { highWaterMark: CHUNK_BYTES }));
}
