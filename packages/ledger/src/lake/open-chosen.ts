import { LedgerError } from '../errors.js';
import type { PlacedFile } from './committed-files.js';
import { openCopies, type OpenCopies } from './open-copies.js';
import type { Places } from './places.js';

/** The files that a request asks for, and local copies of them. */
export interface ChosenFiles {
  readonly chosen: readonly PlacedFile[];
  readonly copies: OpenCopies;
}

/**
 * Opens what `choose` gives. A file that is gone may have been archived since its log was read: it is
 * looked for once more where the log says that it is now.
 */
export async function openChosen(
  places: Places,
  choose: () => Promise<readonly PlacedFile[]>,
): Promise<ChosenFiles> {
  let chosen = await choose();
  for (;;) {
    try {
      return { chosen, copies: await openCopies(places, chosen) };
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'FILE_GONE') {
        throw error;
      }
      const now = await choose();
      if (!hasAnyGoneElsewhere(chosen, now)) {
        throw error;
      }
      chosen = now;
    }
  }
}

function hasAnyGoneElsewhere(before: readonly PlacedFile[], now: readonly PlacedFile[]): boolean {
  const places = new Map(now.map((file) => [file.file.key, placeOf(file)]));
  return before.some((file) => places.get(file.file.key) !== placeOf(file));
}

function placeOf({ file, homes }: PlacedFile): string {
  return `${homes.map(({ root }) => root).join(' ')} ${file.sealedAt ?? ''}`;
}
