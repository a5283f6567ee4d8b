import { join } from 'node:path';

const folder = process.env.ASSAY_REAL_DATA;

/** Whether the real captures are there. They are never committed. */
export const hasRealData = folder !== undefined;

export function realFile(...parts: string[]): string {
  return join(folder ?? '', ...parts);
}
