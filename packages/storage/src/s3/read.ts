import { S3Failure } from './failure.js';
import type { Pace } from './pace.js';
import { sha256Of } from './payload.js';
import type { S3Service } from './service.js';

/** The whole object; where its writer told its digest, these are the bytes that were written. */
export async function readObject(service: S3Service, pace: Pace, key: string): Promise<Uint8Array> {
  return pace.repeat(async () => {
    const { bytes, object } = await service.get(key);
    if (object.sha256 !== undefined && sha256Of(bytes) !== object.sha256) {
      const problem = `expected bytes of SHA-256 ${object.sha256}, was otherwise: try again`;
      throw new S3Failure('unsure', 'UNAVAILABLE', problem);
    }
    return bytes;
  });
}

/** Bytes `[start, end)` of the object; `BAD_RANGE` when it has no such bytes. */
export async function readObjectRange(
  service: S3Service,
  pace: Pace,
  key: string,
  start: number,
  end: number,
): Promise<Uint8Array> {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw badRange(start, end, 'whole numbers with 0 <= start <= end');
  }
  if (start === end) {
    const { bytes } = await pace.repeat(() => service.head(key));
    if (end > bytes) {
      throw badRange(start, end, `a range within its ${bytes} bytes`);
    }
    return new Uint8Array();
  }
  const { bytes, object } = await pace.repeat(() => service.get(key, { start, end }));
  // What reaches over the end comes back shorter; a range ignored comes back longer.
  if (end > object.bytes) {
    throw badRange(start, end, `a range within its ${object.bytes} bytes`);
  }
  if (bytes.length !== end - start) {
    const problem = `expected ${end - start} bytes, was answered with ${bytes.length}`;
    throw new S3Failure('refused', 'UNSUPPORTED', `${problem}: the service ignores ranges`);
  }
  return bytes;
}

function badRange(start: number, end: number, expected: string): S3Failure {
  return new S3Failure('bad-range', 'BAD_RANGE', `expected ${expected}, was [${start}, ${end})`);
}
