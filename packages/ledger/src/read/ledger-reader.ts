import { LedgerFolder, type LedgerFold } from './ledger-fold.js';
import { readEntries, type LedgerPlace } from './read-entries.js';

/** Follows one shard's log for a reader that asks more than once. */
export interface LedgerReader {
  /** The fold of the log as it is now; only entries not seen before are read. */
  refresh(): Promise<LedgerFold>;
}

/** Makes a reader of one shard's log; see `readLedger` for what it rejects with. */
export function createLedgerReader(place: LedgerPlace): LedgerReader {
  let folder = new LedgerFolder(place.tier, place.shard);
  let queue: Promise<unknown> = Promise.resolve();

  async function readOn(): Promise<LedgerFold> {
    try {
      for await (const group of readEntries(place, folder.head)) {
        for (const logged of group) {
          folder.add(logged);
        }
      }
      return folder.fold();
    } catch (error) {
      // Half a group may have been folded in: the next call starts from the first entry.
      folder = new LedgerFolder(place.tier, place.shard);
      throw error;
    }
  }

  return {
    refresh: () => {
      const result = queue.then(readOn);
      // Two callers at once must not fold one entry twice; the caller hears of a failure itself.
      queue = result.catch(() => undefined);
      return result;
    },
  };
}
