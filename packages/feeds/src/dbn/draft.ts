import { END_TIME_NS, FIRST_TIME_NS } from '@assay/schemas';
import type { Problem, RefusalCode } from '../feed.js';
import { UNDEFINED_SIZE, UNDEFINED_TIMESTAMP, type RecordLayout } from './layout.js';
import { readPrice } from './price.js';

/**
 * The record being read, with what all its rows share. One object, filled anew for each record.
 * What the file leaves undefined is null: then `problem` says so, and the row does not fit its
 * dataset.
 */
export interface Draft {
  view: DataView;
  offset: number;
  at: RecordLayout;
  source: string;
  symbol: string | null;
  /** Venue of the publisher, where known. */
  venue: string | null;
  tsEventNs: bigint | null;
  tsRecvNs: bigint | null;
  /** Book levels of the record: 0, 1 or 10. */
  levels: number;
  /** Levels with a price on either side that a row did not take. */
  droppedLevels: number;
  /** Book sides with a size and no price: no such level can be stored. */
  sizesWithoutPrice: number;
  /** The first problem found. */
  problem: Problem | undefined;
}

export const MAX_INT32 = 2_147_483_647;

/** Notes a problem, unless there is one already. */
export function note(draft: Draft, code: RefusalCode, detail: string): void {
  draft.problem ??= { code, detail };
}

/**
 * The event time, or null with a problem. A time out of range stays: Bronze refuses it by its
 * value.
 */
export function readEventTime(draft: Draft, tsNs: bigint): bigint | null {
  if (tsNs === UNDEFINED_TIMESTAMP) {
    note(draft, 'UNDEFINED_TIME', 'ts_event: expected a time, was undefined');
    return null;
  }
  checkTime(draft, 'ts_event', tsNs);
  return tsNs;
}

/** When it became known: where the file does not say, when it happened. */
export function readReceiveTime(draft: Draft, tsNs: bigint): bigint | null {
  if (tsNs === UNDEFINED_TIMESTAMP) {
    return draft.tsEventNs;
  }
  checkTime(draft, 'ts_recv', tsNs);
  return tsNs;
}

function checkTime(draft: Draft, field: string, tsNs: bigint): void {
  if (tsNs < FIRST_TIME_NS || tsNs >= END_TIME_NS) {
    note(draft, 'TIME_OUT_OF_RANGE', `${field}: expected a time from 2000 to 2100, was ${tsNs} ns`);
  }
}

/** The venue's sequence number. */
export function readSequence(draft: Draft): bigint {
  return BigInt(draft.view.getUint32(draft.offset + draft.at.sequence, true));
}

/** A price that a row needs, or null with a problem. */
export function readNeededPrice(draft: Draft): number | null {
  const price = readPrice(draft.view, draft.offset + draft.at.price);
  if (price === undefined) {
    note(draft, 'UNDEFINED_PRICE', 'price: expected a price, was undefined');
    return null;
  }
  return price;
}

/** A size that a row needs: at least 1. One out of range stays, an undefined one is null. */
export function readNeededSize(draft: Draft): number | null {
  const size = draft.view.getUint32(draft.offset + draft.at.size, true);
  if (size === UNDEFINED_SIZE) {
    note(draft, 'SIZE_OUT_OF_RANGE', 'size: expected a size, was undefined');
    return null;
  }
  if (size < 1 || size > MAX_INT32) {
    note(draft, 'SIZE_OUT_OF_RANGE', `size: expected 1 to ${MAX_INT32}, was ${size}`);
  }
  return size;
}

/** The price of a book side, or null where the level is absent. */
export function readLevelPrice(draft: Draft, at: number): number | null {
  return readPrice(draft.view, draft.offset + at) ?? null;
}

/** The size of a book side with that price: 0 where the price is absent. */
export function readLevelSize(draft: Draft, at: number, price: number | null): number {
  const size = draft.view.getUint32(draft.offset + at, true);
  if (price === null) {
    if (size !== 0 && size !== UNDEFINED_SIZE) {
      draft.sizesWithoutPrice += 1;
    }
    return 0;
  }
  if (size > MAX_INT32) {
    note(draft, 'SIZE_OUT_OF_RANGE', `level size: expected 0 to ${MAX_INT32}, was ${size}`);
  }
  return size;
}
