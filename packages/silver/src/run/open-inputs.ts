import { openChosen, type OpenCopies, type PlacedFile } from '@assay/ledger';
import { listBronze } from '../plan/bronze-listing.js';
import { sourceOf } from '../plan/source.js';
import type { Unit } from '../plan/unit.js';
import type { CompactorParts } from './compactor-parts.js';

/**
 * Local copies of Bronze files, in their order. A file that was archived since the plan was made is looked
 * for where Bronze's log says that it is now; the set of files stays the planned one.
 */
export async function openInputs(
  parts: CompactorParts,
  { dataset, date }: Unit,
  files: readonly PlacedFile[],
): Promise<OpenCopies> {
  let asked = 0;
  const { copies } = await openChosen(parts.places, async () => {
    asked += 1;
    return asked === 1 ? files : listedNow();
  });
  return copies;

  async function listedNow(): Promise<PlacedFile[]> {
    const listing = await listBronze(parts.bronze, sourceOf(dataset));
    const { files: rows } = listing.rowsOf(date);
    const known = [...rows, ...files.flatMap((file) => listing.greeksOf(file.date))];
    const now = new Map(known.map((each) => [each.file.key, each]));
    return files.map((each) => now.get(each.file.key) ?? each);
  }
}
