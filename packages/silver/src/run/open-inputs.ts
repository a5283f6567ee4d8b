import { stat } from 'node:fs/promises';
import { inLanes, openChosen, type OpenCopies, type PlacedFile } from '@assay/ledger';
import { fileSha256 } from '@assay/storage';
import { SilverError } from '../errors.js';
import { listBronze } from '../plan/bronze-listing.js';
import { sourceOf } from '../plan/source.js';
import type { Unit } from '../plan/unit.js';
import type { CompactorParts } from './compactor-parts.js';

const DIGESTED_AT_ONCE = 2;

/** Local copies, each with the digest of its commit. */
export interface OpenInputs extends OpenCopies {
  /** Throws `INPUT_CHANGED` for a file that was written to since its digest was taken. */
  assertUnchanged(): Promise<void>;
}

/**
 * Local copies of Bronze files, in their order. A file that was archived since the plan was made is looked
 * for where Bronze's log says that it is now; the set of files stays the planned one. Each is read once to
 * compare it with its commit (`INPUT_CHANGED`): an hour may outlive the Bronze it was made of.
 */
export async function openInputs(
  parts: Pick<CompactorParts, 'bronze' | 'places'>,
  { dataset, date }: Pick<Unit, 'dataset' | 'date'>,
  files: readonly PlacedFile[],
): Promise<OpenInputs> {
  let asked = 0;
  const { copies } = await openChosen(parts.places, async () => {
    asked += 1;
    return asked === 1 ? files : listedNow();
  });
  try {
    const before = await Promise.all(copies.paths.map(stateOf));
    await inLanes(
      DIGESTED_AT_ONCE,
      files.map((each, index) => () => assertAsCommitted(each, copies.paths[index])),
    );
    const assertUnchanged = async () => {
      const after = await Promise.all(copies.paths.map(stateOf));
      const changed = files.find((_, index) => after[index] !== before[index]);
      if (changed !== undefined) {
        throw inputChanged(changed, 'was written to while it was read');
      }
    };
    return { ...copies, assertUnchanged };
  } catch (error) {
    await copies.release();
    throw error;
  }

  async function listedNow(): Promise<PlacedFile[]> {
    const listing = await listBronze(parts.bronze, sourceOf(dataset));
    const { files: rows } = listing.rowsOf(date);
    const known = [...rows, ...files.flatMap((file) => listing.greeksOf(file.date))];
    const now = new Map(known.map((each) => [each.file.key, each]));
    return files.map((each) => now.get(each.file.key) ?? each);
  }
}

async function assertAsCommitted(placed: PlacedFile, path: string): Promise<void> {
  const was = await fileSha256(path);
  if (was !== placed.file.sha256) {
    throw inputChanged(placed, `was one with ${was}`);
  }
}

function inputChanged({ shard, file: { key, entry, sha256 } }: PlacedFile, was: string) {
  return new SilverError(
    'INPUT_CHANGED',
    `${key}: expected the file with SHA-256 ${sha256}, which entry ${entry} of shard ${shard} ` +
      `committed, ${was}: put the file back from a copy; "lake-service verify" names all`,
  );
}

/** Another after every write, and when another file takes the place. */
async function stateOf(path: string): Promise<string> {
  const { ino, size, ctimeNs } = await stat(path, { bigint: true });
  return `${ino} ${size} ${ctimeNs}`;
}
