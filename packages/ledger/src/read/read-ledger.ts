import { LedgerFolder, type LedgerFold } from './ledger-fold.js';
import { readEntries, type LedgerPlace } from './read-entries.js';

/**
 * Reads one shard's whole log. A shard without a log gives an empty fold (`state.head` 0). Throws
 * `BROKEN_CHAIN` when an entry is missing or altered, and the `BAD_RECORD` of schemas for what is not an
 * entry of this release.
 */
export async function readLedger(place: LedgerPlace): Promise<LedgerFold> {
  const folder = new LedgerFolder(place.tier, place.shard);
  for await (const group of readEntries(place, 0)) {
    for (const logged of group) {
      folder.add(logged);
    }
  }
  return folder.fold();
}
