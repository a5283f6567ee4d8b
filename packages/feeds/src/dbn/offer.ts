import type { AnyRow } from '@assay/schemas';
import type { Batcher } from '../batcher.js';
import type { Draft } from './draft.js';
import type { Tally } from '../tally.js';

/** Where a record stands in its file, for people who look for it. */
export interface RecordPlace {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
  /** Counted from 1. */
  readonly record: number;
}

/** Puts a row into its batch, or a refused event where the draft has a problem; counts it. */
export function offer(
  batcher: Batcher,
  row: AnyRow,
  draft: Draft,
  place: RecordPlace,
  tally: Tally,
): void {
  const { bytes, offset, length, record } = place;
  if (draft.problem === undefined) {
    tally.accept(batcher.dataset, row);
    batcher.add(row);
  } else {
    tally.refuse(batcher.dataset.id, draft.problem, record);
    batcher.add(row, { ...draft.problem, record, bytes: bytes.slice(offset, offset + length) });
  }
  if (draft.droppedLevels > 0) {
    tally.dropLevels(draft.droppedLevels);
  }
  if (draft.sizesWithoutPrice > 0) {
    tally.warn('book sides have a size and no price: stored as absent', draft.sizesWithoutPrice);
  }
}
