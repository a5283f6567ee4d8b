import { FRAMER_VERSION } from '@assay/query';
import { sha256Hex, type DatasetRegistry } from '@assay/schemas';

/**
 * Version of what Bronze writes into a file for given rows: raise it when rows, columns or their order
 * would change. The release that wrote a file stands beside it, and is no part of the fingerprint.
 */
export const BRONZE_FORMAT = 1;

/**
 * Fingerprint of everything that decides which rows the same messages become: the framer and every
 * dataset's declaration. Recovery compares it, to know whether a batch can be rebuilt as it was.
 */
export function decodeFingerprint(registry: DatasetRegistry): string {
  const datasets = registry.all.map((dataset) => ({
    ...dataset,
    recognition: {
      ...dataset.recognition,
      partitionPattern: dataset.recognition?.partitionPattern?.source,
    },
  }));
  return sha256Hex(JSON.stringify({ framer: FRAMER_VERSION, format: BRONZE_FORMAT, datasets }));
}

/** Fingerprint of the settings a batch was closed under: for people who compare commits. */
export function configFingerprint(settings: object): string {
  return sha256Hex(JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))));
}
