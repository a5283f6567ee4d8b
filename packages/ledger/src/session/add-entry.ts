import { encodeLedgerEntry, type LedgerEntry } from '@assay/schemas';
import { StorageError } from '@assay/storage';
import { LedgerError } from '../errors.js';
import { sealed } from '../protocol/standing.js';
import { createLedgerReader } from '../read/ledger-reader.js';
import type { LedgerFold } from '../read/ledger-fold.js';
import { readEntry, type LedgerPlace } from '../read/read-entries.js';
import { createEntry } from '../segments/create-entry.js';

/** Lost races and lost replies in a row after which something must be wrong. */
const MAX_ATTEMPTS = 1_000;
const MAX_UNDECIDED = 8;

/**
 * Adds an entry at a log's head for a process that does not own the shard. Whoever is faster is read, and
 * the entry composed anew after it.
 *
 * @param compose the entry that comes after the fold; what it throws ends the attempt, and where it gives
 * none, none is added
 */
export async function addEntry<Entry extends LedgerEntry | undefined>(
  place: LedgerPlace,
  compose: (fold: LedgerFold) => Entry,
): Promise<Entry> {
  const reader = createLedgerReader(place);
  let undecided = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && undecided < MAX_UNDECIDED; attempt += 1) {
    const fold = await reader.refresh();
    // A shard that another one follows still has its files here: they may be archived, moved, retired.
    if (fold.state.seal?.reason === 'moved') {
      throw sealed(fold.state);
    }
    if (fold.state.fence === 0) {
      throw new LedgerError(
        'REFUSED',
        `ledger ${place.tier}/${place.shard}: expected a shard that was written, was none`,
      );
    }
    const entry = compose(fold);
    if (entry === undefined) {
      return entry;
    }
    const bytes = encodeLedgerEntry(entry);
    const outcome = await createEntry(place, entry, bytes).catch(undecidedOf);
    if (outcome === 'created' || (await isThere(place, entry.number, bytes))) {
      return entry;
    }
    undecided = outcome === 'exists' ? 0 : undecided + 1;
  }
  throw new LedgerError(
    'UNDECIDED',
    `ledger ${place.tier}/${place.shard}: expected an entry to be added, was undecided: try again`,
    { retryable: true },
  );
}

/** Its own reply may be lost: the same bytes are its own. */
async function isThere(place: LedgerPlace, number: number, bytes: Uint8Array): Promise<boolean> {
  const found = await readEntry(place, number);
  return found !== undefined && Buffer.compare(found.bytes, bytes) === 0;
}

function undecidedOf(error: unknown): 'undecided' {
  if (error instanceof StorageError && (error.code === 'UNDECIDED' || error.retryable)) {
    return 'undecided';
  }
  throw error;
}
