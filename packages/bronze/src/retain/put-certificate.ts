import { certificateKey, encodeCertificate, type Certificate } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { BronzeError } from '../errors.js';

const MAX_TRIES = 8;

/**
 * Puts a certificate on record in its lake, and gives its key. It is there before any log names it. Throws
 * `FILE_CHANGED` where other bytes have its name.
 */
export async function putCertificate(store: ObjectStore, issued: Certificate): Promise<string> {
  const key = certificateKey(issued);
  const bytes = encodeCertificate(issued);
  for (let attempt = 1; ; attempt += 1) {
    try {
      if ((await store.createIfAbsent(key, { bytes })) === 'created') {
        return key;
      }
      break;
    } catch (error) {
      const isOpen = error instanceof StorageError && error.code === 'UNDECIDED';
      if (!isOpen || attempt === MAX_TRIES) {
        throw error;
      }
    }
  }
  if (Buffer.compare(await store.read(key), bytes) !== 0) {
    throw new BronzeError(
      'FILE_CHANGED',
      `${key}: expected the certificate of that digest, was something else: move it out of the lake, ` +
        'then run this again',
    );
  }
  return key;
}
