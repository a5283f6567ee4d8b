import { createHash } from 'node:crypto';
import { SchemaError } from './errors.js';

/** SHA-256 of bytes, as lower-case hex. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same of bytes that come in pieces, without holding them. */
export async function sha256OfChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/**
 * The position digest: SHA-256 of the ascending `_pos` values, each as a little-endian int64. Two files
 * with one digest hold rows of the same messages.
 *
 * @param positions ascending, each once; throws `BAD_VALUE` when they are not
 */
export function positionDigest(positions: Iterable<bigint>): string {
  const hash = createHash('sha256');
  const bytes = Buffer.alloc(8);
  let previous: bigint | undefined;
  for (const position of positions) {
    if (previous !== undefined && position <= previous) {
      throw new SchemaError(
        'BAD_VALUE',
        `expected ascending positions, was ${position} after ${previous}`,
      );
    }
    bytes.writeBigInt64LE(position);
    hash.update(bytes);
    previous = position;
  }
  return hash.digest('hex');
}

/** Digest of positions already laid out as ascending little-endian int64 values. */
export function positionDigestOfBytes(littleEndian: Uint8Array): string {
  return sha256Hex(littleEndian);
}

/** Fingerprint of one log message: SHA-256 of subject, headers (sorted by name) and payload. */
export function messageFingerprint(
  subject: string,
  headers: Readonly<Record<string, string>> | undefined,
  payload: Uint8Array,
): string {
  const sorted = Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const head = JSON.stringify([subject, sorted]);
  return createHash('sha256').update(`${head}\n`, 'utf8').update(payload).digest('hex');
}
