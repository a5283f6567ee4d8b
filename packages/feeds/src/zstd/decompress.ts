import { Decompress } from 'fzstd';
import type { ByteReader } from '../byte-reader.js';
import { FeedError, type FeedErrorCode } from '../errors.js';
import { readFrameHeader, SKIPPABLE_MAGIC, ZSTD_MAGIC, type FrameHeader } from './frame-header.js';
import { createXxh64 } from './xxh64.js';

const BLOCK_HEADER_BYTES = 3;
const MAX_BLOCK_BYTES = 128 * 1024;
const RLE_BLOCK = 1;

/** Whether a file that starts with these four bytes is zstd. */
export function startsZstd(firstBytes: Uint8Array): boolean {
  if (firstBytes.length < 4) {
    return false;
  }
  const magic = uint32(firstBytes);
  return magic === ZSTD_MAGIC || isSkippable(magic);
}

/**
 * Decompresses zstd as it arrives, one block (at most 128 KiB) at a time: any number of frames,
 * with skippable frames among them. The entropy decoding is fzstd's; the walk over frames and
 * blocks is done here, because fzstd verifies neither the content checksum nor the content size.
 * Verified: that every frame and block is whole (`TRUNCATED` after the blocks that are), and each
 * frame's checksum and content size where it states them (`BAD_COMPRESSION` at the frame's end: its
 * blocks have been delivered by then). A file cut exactly between two frames cannot be told from a
 * whole one. Dictionaries and windows above 128 MiB are refused.
 */
export async function* decompressZstd(
  reader: ByteReader,
  file: string,
): AsyncGenerator<Uint8Array, void> {
  const fail = (code: FeedErrorCode, problem: string, cause?: unknown) =>
    new FeedError(code, problem, { place: { file, byteOffset: reader.position }, cause });
  const need = async (count: number, what: string) => {
    const bytes = await reader.read(count);
    if (bytes.length < count) {
      const missing = `expected ${count} bytes of ${what}, was the end after ${bytes.length}`;
      throw fail('TRUNCATED', `zstd: ${missing}; the file is incomplete: fetch it again`);
    }
    return bytes;
  };

  for (;;) {
    const start = await reader.peek(4);
    if (start.length === 0) {
      return;
    }
    const magicBytes = await need(4, 'a frame');
    const magic = uint32(magicBytes);
    if (isSkippable(magic)) {
      await skip(need, uint32(await need(4, 'a skippable frame')));
      continue;
    }
    if (magic !== ZSTD_MAGIC) {
      const was = Buffer.from(magicBytes).toString('hex');
      throw fail('BAD_COMPRESSION', `zstd: expected a frame (28b52ffd) or the end, was ${was}`);
    }
    const header = await readFrameHeader(need, (problem) => fail('BAD_COMPRESSION', problem));
    yield* frameBlocks(header, { peek: (count) => reader.peek(count), need, fail });
  }
}

type Need = (count: number, what: string) => Promise<Uint8Array>;
type Fail = (code: FeedErrorCode, problem: string, cause?: unknown) => FeedError;

interface FrameSource {
  readonly peek: (count: number) => Promise<Uint8Array>;
  readonly need: Need;
  readonly fail: Fail;
}

async function* frameBlocks(header: FrameHeader, { peek, need, fail }: FrameSource) {
  const blocks: Uint8Array[] = [];
  const decoder = new Decompress((block) => {
    if (block.length > 0) {
      blocks.push(block);
    }
  });
  const hash = header.hasChecksum ? createXxh64() : undefined;
  let contentBytes = 0n;
  decoder.push(header.bytes, false);
  for (let last = false; !last;) {
    const start = await peek(BLOCK_HEADER_BYTES);
    const bits = start.length < BLOCK_HEADER_BYTES ? 0 : uint24(start);
    last = (bits & 1) === 1;
    const kind = (bits >> 1) & 3;
    const size = bits >> 3;
    if (kind === 3 || size > MAX_BLOCK_BYTES) {
      throw fail('BAD_COMPRESSION', `zstd: expected a block, was kind ${kind} of ${size} bytes`);
    }
    const block = await need(BLOCK_HEADER_BYTES + (kind === RLE_BLOCK ? 1 : size), 'a block');
    try {
      // In two pieces: given whole blocks, fzstd 0.1.1 keeps every one of them in memory.
      decoder.push(block.subarray(0, -1), false);
      decoder.push(block.subarray(-1), last);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw fail(
        'BAD_COMPRESSION',
        `zstd: a block is damaged (${why}): fetch the file again`,
        cause,
      );
    }
    for (const content of blocks.splice(0)) {
      hash?.update(content);
      contentBytes += BigInt(content.length);
      yield content;
    }
  }
  if (header.contentBytes !== undefined && header.contentBytes !== contentBytes) {
    const sizes = `expected ${header.contentBytes} bytes of content, was ${contentBytes}`;
    throw fail('BAD_COMPRESSION', `zstd: ${sizes}; the frame's rows cannot be trusted`);
  }
  if (hash !== undefined) {
    const expected = uint32(await need(4, 'a checksum'));
    const was = Number(hash.digest() & 0xffffffffn);
    if (was !== expected) {
      const sums = `expected checksum ${hex(expected)}, was ${hex(was)}`;
      throw fail('BAD_COMPRESSION', `zstd: ${sums}; the frame's rows cannot be trusted`);
    }
  }
}

async function skip(need: Need, count: number): Promise<void> {
  for (let left = count; left > 0; left -= MAX_BLOCK_BYTES) {
    await need(Math.min(left, MAX_BLOCK_BYTES), 'a skippable frame');
  }
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC;
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function uint24(bytes: Uint8Array): number {
  return bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
