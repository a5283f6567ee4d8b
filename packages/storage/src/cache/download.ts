import { open, type FileHandle } from 'node:fs/promises';
import { inLanes } from '../s3/lanes.js';
import { fileSha256 } from '../s3/payload.js';
import type { S3Service, StoredObject } from '../s3/service.js';

/** Where objects come from. */
export type CopySource = Pick<S3Service, 'head' | 'get'>;

const PIECE_BYTES = 8 * 1024 * 1024;
/** Pieces on their way, and in memory, at once. */
const LANES = 4;

/**
 * Writes the object to a new file at `path`, and syncs it. False when the object in the store is
 * another by now, or the bytes are not those of its digest: then the file is worth nothing.
 */
export async function download(
  source: CopySource,
  key: string,
  object: StoredObject,
  path: string,
): Promise<boolean> {
  const starts = Array.from(
    { length: Math.ceil(object.bytes / PIECE_BYTES) },
    (_, index) => index * PIECE_BYTES,
  );
  const file = await open(path, 'wx');
  try {
    let same = true;
    await inLanes(LANES, starts, async (start) => {
      const end = Math.min(object.bytes, start + PIECE_BYTES);
      const piece = await source.get(key, { start, end });
      same &&= piece.object.etag === object.etag && piece.bytes.length === end - start;
      if (same) {
        await writeAll(file, piece.bytes, start);
      }
    });
    // Without this a power loss could leave a copy of the right length and other bytes.
    await file.sync();
    await file.chmod(0o444);
    return same && (object.sha256 === undefined || (await fileSha256(path)) === object.sha256);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
