import { sha256Hex, type Dataset } from '@assay/schemas';
import type { FeedSettings } from './settings.js';

/** What a run of a file depends on. */
export interface RunOptions {
  /** Name of the format, e.g. `dbn`. */
  readonly format: string;
  /** Revision of its decoder: raised when the same file and options give other ordinals. */
  readonly revision: number;
  readonly settings: FeedSettings;
}

const FILE_DIGITS = 16;
const OPTIONS_DIGITS = 8;

/**
 * The `Assay-Run` of a file's events of one dataset: `<file>-<options>-<dataset>`, where `<file>`
 * is a prefix of the file's SHA-256 and `<options>` a digest of all that decides ordinals. A
 * dataset is in the id because ordinals count per dataset, while one log stream carries several.
 */
export function runId(fileSha256: string, options: RunOptions, dataset: Dataset): string {
  const settings = Object.entries(options.settings)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => [name, [...new Set(values)].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = sha256Hex(JSON.stringify([options.format, options.revision, settings]));
  const parts = [fileSha256.slice(0, FILE_DIGITS), digest.slice(0, OPTIONS_DIGITS), dataset.name];
  return parts.join('-');
}
