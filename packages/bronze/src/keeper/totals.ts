import type { WriterTotals } from '../writer/writer.js';

export const NOTHING_STORED: WriterTotals = {
  committedTo: undefined,
  epoch: undefined,
  events: 0,
  rows: 0,
  deadLetters: 0,
  batches: 0,
};

/** What one writer after another has stored, and where the last of them stood. */
export function addTotals(past: WriterTotals, now: WriterTotals): WriterTotals {
  return {
    committedTo: now.committedTo ?? past.committedTo,
    epoch: now.epoch ?? past.epoch,
    events: past.events + now.events,
    rows: past.rows + now.rows,
    deadLetters: past.deadLetters + now.deadLetters,
    batches: past.batches + now.batches,
  };
}
