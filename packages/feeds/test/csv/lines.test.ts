import { describe, expect, it } from 'vitest';
import { lineBytes, MAX_LINE_BYTES, readLines } from '../../src/csv/lines.js';
import { bytesInput } from '../../src/index.js';

async function linesOf(bytes: Uint8Array, pieceBytes: number): Promise<string[]> {
  const lines: string[] = [];
  const chunks = bytesInput('a.csv', bytes, pieceBytes).chunks();
  for await (const some of readLines(chunks, (length) => new Error(`${length} bytes`))) {
    lines.push(...some);
  }
  return lines;
}

describe('readLines', () => {
  it.each([1, 2, 3, 1_000])('reads the same lines in pieces of %i bytes', async (pieceBytes) => {
    const bytes = Buffer.from('a,1\r\n\nlast');
    expect(await linesOf(bytes, pieceBytes)).toEqual(['a,1\r', '', 'last']);
    expect(await linesOf(Buffer.from('a\nb\n'), pieceBytes)).toEqual(['a', 'b']);
  });

  it('gives back the very bytes, whatever they mean', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x00, 0x80]);
    const [line] = await linesOf(bytes, 2);
    expect(lineBytes(line)).toEqual(bytes);
  });

  it('leaves a cut line out when reading fails', async () => {
    async function* failing() {
      yield Buffer.from('a,1\nb,');
      throw new Error('cut');
    }
    const lines: string[] = [];
    const reading = (async () => {
      for await (const some of readLines(failing(), () => new Error('long'))) {
        lines.push(...some);
      }
    })();
    await expect(reading).rejects.toThrow('cut');
    expect(lines).toEqual(['a,1']);
  });

  it('stops at a line that no table has', async () => {
    const endless = Buffer.alloc(2 * MAX_LINE_BYTES, 'a');
    await expect(linesOf(endless, 1_000)).rejects.toThrow(/^\d+ bytes$/);
  });
});
