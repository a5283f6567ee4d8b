import { readdir } from 'node:fs/promises';
import type { Findings } from './problem.js';

/** Counts the files in a staging folder: of writers at work, or left behind by one that was killed. */
export async function noteStaging(folder: string, findings: Findings): Promise<void> {
  let files = 0;
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    files = found.filter((each) => each.isFile()).length;
  } catch (error) {
    // No writer has ever worked here.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw error;
    }
  }
  if (files > 0) {
    findings.note('staging', folder, files);
  }
}
