import type { FeedError } from '../errors.js';

/** First four bytes of a zstd frame, as a little-endian integer. */
export const ZSTD_MAGIC = 0xfd2fb528;
/** As above for frames to step over; the last four bits may be anything. */
export const SKIPPABLE_MAGIC = 0x184d2a50;

/** What zstd itself decodes without being told to use more memory. */
const MAX_WINDOW_BYTES = 128n * 1024n * 1024n;

const CHECKSUM_FLAG = 0b100;
const RESERVED_FLAG = 0b1000;
const SINGLE_SEGMENT_FLAG = 0b10_0000;

export interface FrameHeader {
  readonly hasChecksum: boolean;
  /** Decompressed bytes of the frame, where it says so. */
  readonly contentBytes: bigint | undefined;
  /** The header as stored, with the checksum flag off: fzstd is given the blocks only. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a frame header after its magic number.
 * Source: RFC 8878, section 3.1.1.1 (descriptor, window, dictionary id, content size).
 */
export async function readFrameHeader(
  need: (count: number, what: string) => Promise<Uint8Array>,
  bad: (problem: string) => FeedError,
): Promise<FrameHeader> {
  const descriptor = (await need(1, 'a frame header'))[0];
  if ((descriptor & RESERVED_FLAG) !== 0) {
    throw bad('zstd: expected the reserved bit of a frame header to be 0, was 1');
  }
  const singleSegment = (descriptor & SINGLE_SEGMENT_FLAG) !== 0;
  const windowLength = singleSegment ? 0 : 1;
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3];
  const sizeFlag = descriptor >> 6;
  const sizeLength = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag;
  const rest = await need(windowLength + dictionaryLength + sizeLength, 'a frame header');

  const dictionary = littleEndian(rest, windowLength, dictionaryLength);
  if (dictionary !== 0n) {
    throw bad(`zstd: expected no dictionary, was dictionary ${dictionary}; compress without one`);
  }
  const stored = littleEndian(rest, windowLength + dictionaryLength, sizeLength);
  // A two-byte size is stored less 256.
  const contentBytes = sizeLength === 0 ? undefined : stored + (sizeLength === 2 ? 256n : 0n);
  const window = singleSegment ? (contentBytes ?? 0n) : windowBytes(rest[0]);
  if (window > MAX_WINDOW_BYTES) {
    throw bad(
      `zstd: expected a window of at most ${MAX_WINDOW_BYTES} bytes, was ${window}; compress without --long`,
    );
  }
  const magic = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor & ~CHECKSUM_FLAG);
  return {
    hasChecksum: (descriptor & CHECKSUM_FLAG) !== 0,
    contentBytes,
    bytes: new Uint8Array(Buffer.concat([magic, rest])),
  };
}

function windowBytes(windowByte: number): bigint {
  const base = 1n << BigInt(10 + (windowByte >> 3));
  return base + (base / 8n) * BigInt(windowByte & 7);
}

function littleEndian(bytes: Uint8Array, offset: number, length: number): bigint {
  let value = 0n;
  for (let index = length - 1; index >= 0; index -= 1) {
    value = (value << 8n) | BigInt(bytes[offset + index]);
  }
  return value;
}
