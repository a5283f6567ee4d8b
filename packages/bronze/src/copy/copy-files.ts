import { inLanes, type CommittedFile } from '@assay/ledger';
import { copyObject, type CopyParts } from './copy-object.js';
import type { CopyProblem } from './copy-problem.js';

/** What is copied at a time where nobody says otherwise. */
export const DEFAULT_JOBS = 4;

/** How far a copy has come. */
export interface CopyProgress {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}

/** Committed files that are at the destination now, and what came of bringing them there. */
export interface FilesCopied {
  readonly copied: number;
  readonly present: number;
  readonly bytes: number;
  readonly problems: readonly CopyProblem[];
}

/** Copies committed files, several side by side; every problem is told, not the first alone. */
export async function copyFiles(
  parts: CopyParts,
  files: readonly CommittedFile[],
  jobs: number,
  onProgress: (progress: CopyProgress) => void = () => undefined,
): Promise<FilesCopied> {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const done = { copied: 0, present: 0, bytes: 0 };
  const problems: CopyProblem[] = [];
  let tried = 0;
  const copy = (file: CommittedFile) => async () => {
    const outcome = await copyObject(parts, file);
    if (outcome.kind === 'problem') {
      problems.push(outcome.problem);
    } else {
      done[outcome.kind] += 1;
      done.bytes += outcome.bytes;
    }
    await parts.failpoint('copy.after-file');
    tried += 1;
    onProgress({ files: tried, bytes: done.bytes, totalFiles: files.length, totalBytes });
  };
  await inLanes(jobs, files.map(copy));
  return { ...done, problems };
}
