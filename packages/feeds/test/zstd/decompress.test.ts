import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createByteReader } from '../../src/byte-reader.js';
import { FeedError } from '../../src/errors.js';
import { bytesInput } from '../../src/input.js';
import { decompressZstd, startsZstd } from '../../src/zstd/decompress.js';
import { hasRealData, realFile } from '../real-data.js';
import { skippableFrame, zstdFrame } from './zstd-writer.js';

const CONTENT = Uint8Array.from({ length: 1000 }, (_, index) => (index * 7 + 3) & 255);
/** Lower half of the XXH64 of CONTENT, by the reference implementation. */
const CHECKSUM = 0x33f1a3fb;

interface Outcome {
  readonly content: Buffer;
  readonly error: FeedError | undefined;
}

async function decompress(bytes: Uint8Array, pieceBytes?: number): Promise<Outcome> {
  const blocks: Uint8Array[] = [];
  const reader = createByteReader(bytesInput('test.zst', bytes, pieceBytes).chunks());
  try {
    for await (const block of decompressZstd(reader, 'test.zst')) {
      blocks.push(block);
    }
  } catch (error) {
    if (!(error instanceof FeedError)) {
      throw error;
    }
    return { content: Buffer.concat(blocks), error };
  }
  return { content: Buffer.concat(blocks), error: undefined };
}

describe('decompressZstd', () => {
  it.each([1, 2, 7, 100_000])('reads frames that arrive in pieces of %i bytes', async (piece) => {
    const bytes = Buffer.concat([
      zstdFrame(CONTENT.subarray(0, 300), { blockBytes: 5 }),
      skippableFrame(Buffer.from('anything')),
      zstdFrame(new Uint8Array(0)),
      zstdFrame(CONTENT.subarray(300), { contentBytes: 700 }),
      skippableFrame(new Uint8Array(0)),
    ]);
    const { content, error } = await decompress(bytes, piece);
    expect(error).toBeUndefined();
    expect(content).toEqual(Buffer.from(CONTENT));
  });

  it('delivers every whole block of a file cut anywhere, then says TRUNCATED', async () => {
    const first = zstdFrame(CONTENT.subarray(0, 100), { checksum: 0x170fe531, blockBytes: 40 });
    const bytes = Buffer.concat([first, zstdFrame(CONTENT.subarray(100), { blockBytes: 300 })]);
    for (let length = 1; length < bytes.length; length += 1) {
      const { content, error } = await decompress(bytes.subarray(0, length));
      expect(content).toEqual(Buffer.from(CONTENT.subarray(0, content.length)));
      const code = error?.code;
      expect([length, code]).toEqual([length, length === first.length ? undefined : 'TRUNCATED']);
    }
  });

  it('verifies the checksum at the end of the frame', async () => {
    expect((await decompress(zstdFrame(CONTENT, { checksum: CHECKSUM }))).error).toBeUndefined();
    const { content, error } = await decompress(zstdFrame(CONTENT, { checksum: 0x33f1a3fa }));
    expect(content.length).toBe(1000);
    expect(error?.code).toBe('BAD_COMPRESSION');
    expect(error?.message).toContain('expected checksum 33f1a3fa, was 33f1a3fb');
  });

  it('verifies the content size', async () => {
    const { error } = await decompress(zstdFrame(CONTENT, { contentBytes: 999 }));
    expect(error?.message).toContain('expected 999 bytes of content, was 1000');
  });

  it.each([
    ['a dictionary', zstdFrame(CONTENT, { dictionary: 5 }), 'was dictionary 5'],
    ['a window of 1 GiB', zstdFrame(CONTENT, { window: 20 << 3 }), 'was 1073741824'],
    ['a reserved bit', zstdFrame(CONTENT, { reserved: true }), 'reserved bit'],
    ['something else after a frame', Buffer.concat([zstdFrame(CONTENT), CONTENT]), '030a1118'],
    ['a block kind 3', Buffer.from('28b52ffd0038070000', 'hex'), 'kind 3'],
  ])('refuses %s', async (_, bytes, problem) => {
    const { error } = await decompress(bytes);
    expect(error?.code).toBe('BAD_COMPRESSION');
    expect(error?.message).toContain(problem);
  });

  it('knows zstd by its first bytes', () => {
    expect(startsZstd(zstdFrame(CONTENT))).toBe(true);
    expect(startsZstd(skippableFrame(CONTENT))).toBe(true);
    expect(startsZstd(Buffer.from('DBN\u0001'))).toBe(false);
    expect(startsZstd(Buffer.from('28b52f', 'hex'))).toBe(false);
  });
});

describe.skipIf(!hasRealData)('decompressZstd on real files [real data]', () => {
  const file = () => readFileSync(realFile('dbn-conformance', 'test_data.mbp-10.v3.dbn.zst'));

  it('reads the eight frames of the fragment', async () => {
    const path = realFile('dbn-conformance', 'multi-frame.definition.v1.dbn.frag.zst');
    const { content, error } = await decompress(readFileSync(path), 3);
    expect(error).toBeUndefined();
    expect(content.length).toBe(8 * 360);
  });

  it('never passes a flipped bit of the content off as sound', async () => {
    const sound = await decompress(file());
    const bytes = file();
    for (let at = 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 1 << (at % 8);
      const { content, error } = await decompress(damaged);
      if (error === undefined) {
        expect([at, content.equals(sound.content)]).toEqual([at, true]);
      }
    }
  });
});
