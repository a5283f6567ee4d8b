import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../src/lines/split-lines.js';

/** The lines of text that comes in pieces of so many bytes. */
async function linesOf(content: string | Uint8Array, pieceBytes: number, maxBytes?: number) {
  const bytes = Buffer.from(content as string);
  const lines: Buffer[] = [];
  const pieces = ReadableStream.from(
    Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
      bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
    ),
  );
  for await (const group of splitLines(pieces, maxBytes)) {
    expect(group.length).toBeGreaterThan(0);
    lines.push(...group.map((line) => Buffer.from(line)));
  }
  return lines;
}

const textsOf = async (content: string, pieceBytes: number, maxBytes?: number) =>
  (await linesOf(content, pieceBytes, maxBytes)).map((line) => line.toString());

describe('splitLines', () => {
  it.each([1, 2, 3, 7, 1_000])('leaves out blank lines, in pieces of %d bytes', async (bytes) => {
    const text = '\n{"a":1}\r\n \t\r\n\n{"b":2}\n\n\n{"c":"\u2028\u0085é"}';
    const lines = ['{"a":1}', '{"b":2}', '{"c":"\u2028\u0085é"}'];
    expect(await textsOf(text, bytes)).toEqual(lines);
    expect(await textsOf(`${text}\r\n`, bytes)).toEqual(lines);
  });

  it('gives nothing for nothing', async () => {
    expect(await textsOf('', 10)).toEqual([]);
    expect(await textsOf('\n\r\n  ', 2)).toEqual([]);
  });

  it('gives bytes as they came, also where they are no UTF-8', async () => {
    const bytes = Uint8Array.of(0x22, 0xff, 0xfe, 0x0a, 0xc3, 0x0a, 0x00, 0x7b);
    const lines = await linesOf(bytes, 3);
    expect(lines.map((line) => [...line])).toEqual([[0x22, 0xff, 0xfe], [0xc3], [0x00, 0x7b]]);
  });

  it('gives the same lines whatever the pieces', async () => {
    const line = fc.stringMatching(/^[a-z{}" ]{0,12}\r?$/);
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 20 }), async (all, bytes) => {
        const text = all.join('\n');
        const expected = all.map((each) => each.replace(/\r$/, '')).filter((each) => each.trim());
        expect(await textsOf(text, bytes)).toEqual(expected);
      }),
    );
  });

  it.each([1, 4, 1_000])('says so in the place of a line that is too long (%d)', async (bytes) => {
    const [first, second, third] = await textsOf(`{}\n\n${'x'.repeat(11)}\n[1]\n`, bytes, 10);
    expect([first, third]).toEqual(['{}', '[1]']);
    expect(JSON.parse(second)).toEqual({
      refused: 'TOO_LONG: line 3: expected at most 10 bytes, was 11',
    });
    expect(await textsOf('x'.repeat(10), bytes, 10)).toEqual(['x'.repeat(10)]);
  });
});
