import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createByteReader } from '../../src/byte-reader.js';
import { bytesInput, FeedError } from '../../src/index.js';
import { decompressGzip, startsGzip } from '../../src/zip/gzip.js';

interface Unpacked {
  readonly text: string;
  readonly error: FeedError | undefined;
}

async function gunzip(bytes: Uint8Array, pieceBytes?: number): Promise<Unpacked> {
  let text = '';
  const reader = createByteReader(bytesInput('a.gz', bytes, pieceBytes).chunks());
  try {
    for await (const piece of decompressGzip(reader, 'a.gz')) {
      text += Buffer.from(piece).toString('latin1');
    }
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    return { text, error: error as FeedError };
  }
  return { text, error: undefined };
}

const LONG = Array.from({ length: 50_000 }, (_, index) => `${index * 7919},a\n`).join('');
const [FIRST, SECOND] = [gzipSync(LONG), gzipSync('second\n')];

describe('decompressGzip', () => {
  it('reads one member, whatever pieces it comes in', async () => {
    expect(startsGzip(FIRST)).toBe(true);
    expect(await gunzip(FIRST)).toEqual({ text: LONG, error: undefined });
    expect(await gunzip(gzipSync('abc'), 1)).toEqual({ text: 'abc', error: undefined });
  });

  it('reads members that follow one another, also empty ones', async () => {
    const bytes = Buffer.concat([FIRST, gzipSync(''), SECOND, FIRST]);
    expect(await gunzip(bytes)).toEqual({ text: `${LONG}second\n${LONG}`, error: undefined });
    expect((await gunzip(bytes, 1_000)).text.length).toBe(2 * LONG.length + 7);
  });

  it('reads headers with name, comment, extra field and checksum', async () => {
    const header = Buffer.from(FIRST.subarray(0, 10));
    header[3] = 2 | 4 | 8 | 16;
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const texts = Buffer.from('name\0comment\0');
    const checksum = Buffer.from([0, 0]);
    const bytes = Buffer.concat([header, extra, texts, checksum, FIRST.subarray(10)]);
    expect((await gunzip(bytes)).text).toBe(LONG);
  });

  it('gives what came before a cut, and says that the file is cut', async () => {
    const bytes = Buffer.concat([SECOND, FIRST]);
    for (const end of [SECOND.length + 5, SECOND.length + 11, bytes.length - 8, bytes.length - 1]) {
      const { text, error } = await gunzip(bytes.subarray(0, end));
      expect(error?.code, `cut at ${end}`).toBe('TRUNCATED');
      expect(text.startsWith('second\n')).toBe(true);
      expect(`second\n${LONG}`.startsWith(text)).toBe(true);
    }
    const { text } = await gunzip(bytes.subarray(0, bytes.length >> 1));
    expect(text.length).toBeGreaterThan(LONG.length / 4);
  });

  it('notices a hole in place of a second member, which other readers take for padding', async () => {
    const bytes = Buffer.concat([SECOND, FIRST]);
    bytes.fill(0, SECOND.length);
    expect(gunzipSync(bytes).toString()).toBe('second\n');
    const { text, error } = await gunzip(bytes);
    expect(error?.code).toBe('BAD_COMPRESSION');
    expect(error?.message).toContain('expected a member (1f8b08) or the end, was 000000');
    expect(text).toBe('second\n');
  });

  it('notices a wrong checksum or length, after the content', async () => {
    for (const at of [FIRST.length - 8, FIRST.length - 4]) {
      const bytes = Buffer.from(FIRST);
      bytes[at] ^= 1;
      const { text, error } = await gunzip(bytes);
      expect(error?.code).toBe('BAD_COMPRESSION');
      expect(error?.message).toContain("the member's rows cannot be trusted");
      expect(text).toBe(LONG);
    }
  });

  it('reads what was written, or fails, whichever byte is damaged', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index * 7919},a`).join('\n');
    const whole = Buffer.concat([gzipSync(lines), gzipSync(lines)]);
    for (let at = 0; at < whole.length; at += 1) {
      for (const flip of [1, 0x80, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] ^= flip;
        const { text, error } = await gunzip(bytes);
        if (error === undefined) {
          expect(text, `byte ${at} ^ ${flip}`).toBe(`${lines}${lines}`);
        }
      }
    }
  }, 30_000);

  it('notices damaged data', async () => {
    const bytes = Buffer.from(FIRST);
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 20);
    const { text, error } = await gunzip(bytes);
    expect(error?.code).toBe('BAD_COMPRESSION');
    expect(LONG.startsWith(text.slice(0, LONG.length / 4))).toBe(true);
  });
});
