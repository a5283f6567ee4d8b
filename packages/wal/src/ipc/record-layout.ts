import { padded } from './framing.js';
import type { Region } from './message-head.js';

/** The sizes that fix where everything in a record batch's body lies. */
export interface RecordSizes {
  readonly rows: number;
  /** Messages without headers. */
  readonly headerNulls: number;
  readonly headerBytes: number;
  readonly payloadBytes: number;
}

/** Index of each buffer among the ten of a record batch, in Arrow's order. */
export const REGION = {
  positions: 1,
  subjects: 3,
  headerValidity: 4,
  headerOffsets: 5,
  headerData: 6,
  payloadOffsets: 8,
  payloadData: 9,
} as const;

/**
 * The one layout a record batch has: buffers in Arrow's order, each padded to 8 bytes; a validity
 * bitmap only where there are nulls.
 */
export function recordLayout(sizes: RecordSizes): { regions: Region[]; bodyBytes: number } {
  const { rows, headerNulls, headerBytes, payloadBytes } = sizes;
  const lengths = [
    0,
    8 * rows,
    0,
    4 * rows,
    headerNulls > 0 ? Math.ceil(rows / 8) : 0,
    4 * (rows + 1),
    headerBytes,
    0,
    4 * (rows + 1),
    payloadBytes,
  ];
  return layOut(lengths);
}

/** The layout of a dictionary batch: validity (never any), offsets, text. */
export function dictionaryLayout(
  rows: number,
  textBytes: number,
): { regions: Region[]; bodyBytes: number } {
  return layOut([0, 4 * (rows + 1), textBytes]);
}

function layOut(lengths: readonly number[]): { regions: Region[]; bodyBytes: number } {
  let bodyBytes = 0;
  const regions = lengths.map((length) => {
    const offset = bodyBytes;
    bodyBytes += padded(length);
    return { offset, length };
  });
  return { regions, bodyBytes };
}
