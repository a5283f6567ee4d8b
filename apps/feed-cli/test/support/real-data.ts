import { join } from 'node:path';

const folder = process.env.ASSAY_REAL_DATA;

/** Whether the real captures are there. They are never committed. */
export const hasRealData = folder !== undefined;

/** Names a suite so that a summary tells when it was skipped, and why. */
export function realDataTitle(title: string): string {
  return hasRealData ? title : `${title} (skipped: no ../shared/data, and no ASSAY_REAL_DATA)`;
}

export function realFile(...parts: string[]): string {
  return join(folder ?? '', ...parts);
}
