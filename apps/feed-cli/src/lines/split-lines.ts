const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

/**
 * The non-blank lines of a byte stream as they came, without line break (`\n` or `\r\n`): each time
 * those that a piece of the stream completes. Memory holds one piece, and of a line begun at most
 * `maxBytes`. In the place of a longer line stands one that says so: it fits no dataset, so that Bronze
 * keeps it as a dead letter, and its neighbours as rows.
 */
export async function* splitLines(
  input: AsyncIterable<unknown>,
  maxBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array[]> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let lineNumber = 0;

  /** Adds to the line begun; what is too long already need not be kept. */
  function extend(part: Uint8Array): void {
    begunBytes += part.length;
    begun = begunBytes > maxBytes ? [] : [...begun, part];
  }

  /** The line begun, unless it is blank. */
  function take(): Uint8Array[] {
    const line = begun.length === 1 ? begun[0] : Buffer.concat(begun);
    const bytes = begunBytes;
    begun = [];
    begunBytes = 0;
    lineNumber += 1;
    if (bytes > maxBytes) {
      return [tooLong(lineNumber, bytes, maxBytes)];
    }
    const whole = line.at(-1) === RETURN ? line.subarray(0, -1) : line;
    return whole.some((byte) => byte > SPACE) ? [whole] : [];
  }

  for await (const piece of input as AsyncIterable<Uint8Array>) {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let to = piece.indexOf(NEWLINE); to >= 0; to = piece.indexOf(NEWLINE, from)) {
      extend(piece.subarray(from, to));
      lines.push(...take());
      from = to + 1;
    }
    if (from < piece.length) {
      extend(piece.subarray(from));
    }
    if (lines.length > 0) {
      yield lines;
    }
  }
  const last = begunBytes > 0 ? take() : [];
  if (last.length > 0) {
    yield last;
  }
}

function tooLong(line: number, bytes: number, maxBytes: number): Uint8Array {
  const refused = `TOO_LONG: line ${line}: expected at most ${maxBytes} bytes, was ${bytes}`;
  return Buffer.from(JSON.stringify({ refused }), 'utf8');
}
