import type { CommittedFile } from '@assay/ledger';
import type { ObjectStore } from '@assay/storage';
import type { CopyCount } from './copy-report.js';

/** What copying files would come to, by the sizes at the destination alone: no digest is taken. */
export async function planFiles(
  to: ObjectStore,
  files: readonly CommittedFile[],
): Promise<CopyCount> {
  const plan = { copied: 0, present: 0, bytes: 0 };
  for (const { key, bytes } of files) {
    const there = (await to.head(key))?.bytes === bytes;
    plan[there ? 'present' : 'copied'] += 1;
    plan.bytes += bytes;
  }
  return plan;
}
