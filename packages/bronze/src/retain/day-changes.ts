import type { LedgerFold } from '@assay/ledger';
import { datasetFolder } from '@assay/schemas';
import type { BronzeDay } from './retain-report.js';

/**
 * What one shard's log says of a day beyond the files that were looked at: why the day cannot be retired as
 * it stands, or undefined.
 */
export function changeOf(
  { dataset, date, files, retired }: BronzeDay,
  fold: LedgerFold,
): string | undefined {
  const folder = `${datasetFolder(dataset, 'bronze')}/`;
  const isOfDay = ({ key }: { readonly key: string }) =>
    key.startsWith(folder) && key.includes(`/date=${date}/`);
  const known = new Set([...files, ...retired].map(({ file }) => file.key));
  const mine = fold.filesUnder(folder).filter(isOfDay);
  const late = mine.filter(({ key }) => !known.has(key)).length;
  if (late > 0) {
    return `${counted(late)} came while it was looked at: compact it, then run this again`;
  }
  const open = fold.intendedFiles.filter(isOfDay).length;
  if (open > 0) {
    return `${counted(open)} of it are being published: run this again when they are`;
  }
  const sealed = mine.find(({ sealedAt }) => sealedAt !== undefined);
  return sealed === undefined
    ? undefined
    : `it was archived to ${sealed.sealedAt ?? ''}: what is kept there is not this lake's to delete`;
}

export function counted(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
