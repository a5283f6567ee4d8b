import { join } from 'node:path';

/** The folder of real captures; the test configuration finds it. Never committed. */
const REAL_DATA = process.env.ASSAY_REAL_DATA;

export const hasRealData = REAL_DATA !== undefined;

/** A file of the captures; only for tests that are left out where there are none. */
export function realFile(...parts: string[]): string {
  return join(REAL_DATA ?? '', ...parts);
}
