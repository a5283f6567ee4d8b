import { FRAMER_VERSION } from '@assay/query';
import { sha256Hex, type Dataset } from '@assay/schemas';

/**
 * Version of what Gold writes into a file for given rows, and of how payloads become rows: raise it when
 * rows, columns or their order would change.
 */
export const GOLD_FORMAT = 1;

/** Fingerprint of everything that decides which rows the same messages become. */
export function decodeFingerprint(datasets: readonly Dataset[], latenessNs: bigint): string {
  const declared = datasets.map((dataset) => ({
    ...dataset,
    recognition: {
      ...dataset.recognition,
      partitionPattern: dataset.recognition?.partitionPattern?.source,
    },
  }));
  const lateness = latenessNs.toString();
  return sha256Hex(
    JSON.stringify({ framer: FRAMER_VERSION, format: GOLD_FORMAT, lateness, datasets: declared }),
  );
}

/** Fingerprint of the settings a batch was closed under: for people who compare commits. */
export function configFingerprint(settings: object): string {
  return sha256Hex(JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))));
}
