/** A place in a segment where reading may start: the message before which a batch begins. */
export interface IndexEntry {
  readonly position: bigint;
  readonly offset: number;
}

/** What is known of one segment file. The last one of a sequence grows; the others stay as they are. */
export interface Segment {
  readonly path: string;
  /** The position of its first message, which names the file. */
  readonly first: bigint;
  /** One past its last durable message. */
  next: bigint;
  /** Durable bytes. */
  bytes: number;
  /** Its dictionary. It may run ahead of the durable bytes, never behind. */
  readonly subjects: string[];
  readonly index: IndexEntry[];
}

/** At most one index entry in so many bytes. */
const INDEX_EVERY_BYTES = 64 * 1024;

const NAME = /^wal-(\d{20})\.arrow$/;

/** The file name of the segment whose first message has position `first`. */
export const segmentName = (first: bigint): string =>
  `wal-${first.toString().padStart(20, '0')}.arrow`;

/** The first position that a segment's file name tells; undefined when it is no segment. */
export function segmentFirst(name: string): bigint | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/** Notes that a batch beginning with `position` starts at `offset`, unless one near it is noted. */
export function addToIndex(segment: Segment, position: bigint, offset: number): void {
  const last = segment.index.at(-1);
  if (last === undefined || offset - last.offset >= INDEX_EVERY_BYTES) {
    segment.index.push({ position, offset });
  }
}

/** Where to start reading in order to meet `position`; `start` where the index tells nothing. */
export function offsetBefore(segment: Segment, position: bigint, start: number): number {
  let low = 0;
  let high = segment.index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segment.index[middle]?.position ?? 0n) <= position) low = middle + 1;
    else high = middle;
  }
  return segment.index[low - 1]?.offset ?? start;
}
