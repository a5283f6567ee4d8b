const LINE_BREAK = '\n';
/** Bytes turned into text at a time, so that batches stay small. */
const PIECE_BYTES = 128 * 1024;

/** No line of a known table is nearly as long: what is longer is not such a table. */
export const MAX_LINE_BYTES = 64 * 1024;

/**
 * The lines of a text, some at a time, without their line breaks (a carriage return stays). Each
 * character is one byte (Latin-1), so that a line gives back its very bytes. A last line without a
 * break counts, unless reading fails before the end: then it was cut, and is left out.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  tooLong: (bytes: number) => Error,
): AsyncGenerator<string[], void> {
  let rest = '';
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      const lines = (rest + bytes.toString('latin1', offset, offset + PIECE_BYTES)).split(
        LINE_BREAK,
      );
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE_BYTES) {
        throw tooLong(rest.length);
      }
      if (lines.length > 0) {
        yield lines;
      }
    }
  }
  if (rest !== '') {
    yield [rest];
  }
}

/** The bytes of a line as they stand in the file. */
export function lineBytes(line: string): Uint8Array {
  return Buffer.from(line, 'latin1');
}
