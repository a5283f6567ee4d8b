import type { GoldTotals } from '../writer/gold-writer.js';

export const NOTHING_STORED: GoldTotals = {
  ...{ committedTo: undefined, epoch: undefined },
  ...{ rows: 0, deadLetters: 0, repeats: 0, ownPublications: 0, batches: 0 },
};

/** What one writer after another has stored, and where the last of them stood. */
export function addTotals(past: GoldTotals, now: GoldTotals): GoldTotals {
  return {
    committedTo: now.committedTo ?? past.committedTo,
    epoch: now.epoch ?? past.epoch,
    rows: past.rows + now.rows,
    deadLetters: past.deadLetters + now.deadLetters,
    repeats: past.repeats + now.repeats,
    ownPublications: past.ownPublications + now.ownPublications,
    batches: past.batches + now.batches,
  };
}
