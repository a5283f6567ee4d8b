import type { AnyRow, Dataset, DeadLetterReason } from '@assay/schemas';
import { lineOf, type EventTexts } from '../../support/base-rows.js';

/** One line on a dataset's subject, and what it must become. */
export interface LineCase {
  /** What the line shows, in the present tense. */
  readonly fact: string;
  readonly dataset: Dataset;
  /** Another subject than the dataset's own. */
  readonly subject?: string;
  readonly line: string | Uint8Array;
  /** The events before and behind it (default: the dataset's base row, plainly written). */
  readonly neighbour?: string;
  /** Where the row differs from the dataset's base row; absent when the line is refused. */
  readonly row?: AnyRow;
  readonly letter?: ExpectedLetter;
  /** Unknown fields that are left out (default 0). */
  readonly extraFields?: number;
}

export interface ExpectedLetter {
  readonly reason: DeadLetterReason;
  readonly field?: string;
  /** The words that a person needs to see. */
  readonly detail: string;
}

/** Makes the cases of a dataset: some fields of its base row, written otherwise. */
export function casesOf(dataset: Dataset) {
  return {
    stores: (fact: string, texts: EventTexts, row: AnyRow = {}, extraFields = 0): LineCase => ({
      fact,
      dataset,
      line: lineOf(dataset, texts),
      row,
      extraFields,
    }),
    refuses: (
      fact: string,
      texts: EventTexts,
      reason: DeadLetterReason,
      field: string,
      detail: string,
    ): LineCase => ({
      fact,
      dataset,
      line: lineOf(dataset, texts),
      letter: { reason, field, detail },
    }),
  };
}
