import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Real captures: `ASSAY_REAL_DATA`, else `shared/data` beside the repository. Never committed. */
export const REAL_DATA =
  process.env.ASSAY_REAL_DATA ?? resolve(import.meta.dirname, '../../../../shared/data');

export const hasRealData = existsSync(join(REAL_DATA, 'dbn-conformance'));

/** Names a suite so that a summary tells when it was skipped, and why. */
export function realDataTitle(title: string): string {
  return hasRealData ? title : `${title} (skipped: no real data at ${REAL_DATA})`;
}

export function realFile(...parts: string[]): string {
  return join(REAL_DATA, ...parts);
}
