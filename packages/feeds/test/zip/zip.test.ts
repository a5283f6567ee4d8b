import { describe, expect, it } from 'vitest';
import { createByteReader } from '../../src/byte-reader.js';
import { bytesInput, FeedError } from '../../src/index.js';
import { startsZip, zipEntries } from '../../src/zip/zip.js';
import { zipOf, type ZippedFile } from './zip-writer.js';

interface Unzipped {
  readonly files: Record<string, string>;
  readonly error: FeedError | undefined;
}

async function unzip(bytes: Uint8Array, pieceBytes?: number): Promise<Unzipped> {
  const files: Record<string, string> = {};
  const reader = createByteReader(bytesInput('a.zip', bytes, pieceBytes).chunks());
  try {
    for await (const { name, content } of zipEntries(reader, 'a.zip')) {
      files[name] = '';
      for await (const piece of content) {
        files[name] += Buffer.from(piece).toString('latin1');
      }
    }
  } catch (error) {
    expect(error).toBeInstanceOf(FeedError);
    return { files, error: error as FeedError };
  }
  return { files, error: undefined };
}

/** Compresses to a few kilobytes. */
const LONG = Array.from({ length: 20_000 }, (_, index) => `${index * 7919},a\n`).join('');

const KINDS: readonly Omit<ZippedFile, 'name' | 'content'>[] = [
  {},
  { method: 'store' },
  { descriptor: 'signed' },
  { descriptor: 'plain' },
];

describe('zipEntries', () => {
  it.each(KINDS)('reads files written with %o', async (kind) => {
    const bytes = zipOf([
      { name: 'a.csv', content: LONG, ...kind },
      { name: 'folder/', content: '', method: 'store' },
      { name: 'folder/b.csv', content: 'b', ...kind },
    ]);
    expect(startsZip(bytes)).toBe(true);
    const { files, error } = await unzip(bytes);
    expect(error).toBeUndefined();
    expect(files).toEqual({ 'a.csv': LONG, 'folder/b.csv': 'b' });
    expect((await unzip(bytes, 7)).files).toEqual(files);
  });

  it('finds no file in an empty zip', async () => {
    const bytes = zipOf([]);
    expect(startsZip(bytes)).toBe(true);
    expect(await unzip(bytes)).toEqual({ files: {}, error: undefined });
  });

  it('goes on to the next file where one was not read to its end', async () => {
    const bytes = zipOf([
      { name: 'a.csv', content: LONG },
      { name: 'b.csv', content: 'b' },
    ]);
    const names: string[] = [];
    const reader = createByteReader(bytesInput('a.zip', bytes).chunks());
    for await (const { name } of zipEntries(reader, 'a.zip')) {
      names.push(name);
    }
    expect(names).toEqual(['a.csv', 'b.csv']);
  });

  it('gives what came before a cut anywhere, and says that the file is cut', async () => {
    const bytes = zipOf([{ name: 'a.csv', content: LONG }]);
    for (const end of [31, 100, bytes.length >> 1, bytes.length - 70, bytes.length - 21]) {
      const { files, error } = await unzip(bytes.subarray(0, end));
      expect(error?.code, `cut at ${end}`).toBe('TRUNCATED');
      expect(LONG.startsWith(files['a.csv'] ?? '')).toBe(true);
    }
    const half = await unzip(bytes.subarray(0, bytes.length >> 1));
    expect(half.files['a.csv'].length).toBeGreaterThan(LONG.length / 4);
  });

  it('notices a wrong checksum, after the content', async () => {
    const bytes = zipOf([{ name: 'a.csv', content: LONG, wrongChecksum: true }]);
    const { files, error } = await unzip(bytes);
    expect(error?.code).toBe('BAD_COMPRESSION');
    expect(error?.message).toContain('of "a.csv"');
    expect(files['a.csv']).toBe(LONG);
  });

  it('notices a directory that lists another number of files', async () => {
    const both = [
      { name: 'a.csv', content: 'a' },
      { name: 'b.csv', content: 'b' },
    ];
    const { error } = await unzip(zipOf(both, 1));
    expect(error?.message).toContain('expected 1 files (its directory), was "b.csv" for ""');
  });

  it('refuses encryption and methods it does not know', async () => {
    const encrypted = await unzip(zipOf([{ name: 'a.csv', content: 'a', flags: 1 }]));
    expect(encrypted.error?.code).toBe('UNSUPPORTED');
    const bytes = zipOf([{ name: 'a.csv', content: 'a' }]);
    bytes.writeUInt16LE(93, 8);
    const { error } = await unzip(bytes);
    expect(error?.code).toBe('UNSUPPORTED');
    expect(error?.message).toContain('method 93');
  });

  it('reads what was written, or fails, whichever byte is damaged', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index * 7919},a`).join('\n');
    const whole = zipOf([
      { name: 'a.csv', content: lines },
      { name: 'b.csv', content: lines, descriptor: 'signed' },
    ]);
    const { files } = await unzip(whole);
    for (let at = 0; at < whole.length; at += 1) {
      for (const flip of [1, 0x80, 0xff]) {
        const bytes = Buffer.from(whole);
        bytes[at] ^= flip;
        const read = await unzip(bytes);
        if (read.error === undefined) {
          expect(read.files, `byte ${at} ^ ${flip}`).toEqual(files);
        }
      }
    }
  }, 30_000);

  it('says where damage is', async () => {
    const bytes = zipOf([{ name: 'a.csv', content: LONG }]);
    bytes.fill(0xff, 60, 80);
    const { error } = await unzip(bytes);
    expect(error?.code).toBe('BAD_COMPRESSION');
    expect(error?.place?.byteOffset).toBeGreaterThan(30);
  });
});
