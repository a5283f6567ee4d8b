import { CommandFailure } from '@assay/cli';

const LINES_PER_GROUP = 1_000;

/**
 * The non-blank lines of a byte stream, in groups; memory holds one group. Bytes that are not UTF-8
 * cannot be sent as they are, so they end it: `BAD_INPUT` says after which line.
 */
export async function* lineGroups(input: AsyncIterable<unknown>): AsyncGenerator<string[]> {
  let group: string[] = [];
  let rest = '';
  let lines = 0;
  for await (const text of decoded(input, () => lines)) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines += 1;
      if (line.trim() !== '') {
        group.push(line.endsWith('\r') ? line.slice(0, -1) : line);
      }
      if (group.length >= LINES_PER_GROUP) {
        yield group;
        group = [];
      }
    }
  }
  if (rest.trim() !== '') {
    group.push(rest);
  }
  if (group.length > 0) {
    yield group;
  }
}

async function* decoded(
  input: AsyncIterable<unknown>,
  linesSoFar: () => number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of input) {
      yield decoder.decode(chunk as Uint8Array, { stream: true });
    }
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) {
      throw cause;
    }
    const after = linesSoFar();
    throw new CommandFailure('BAD_INPUT', `after line ${after}: expected UTF-8, was other bytes`, {
      next: 'convert the file to UTF-8; the lines sent before are stored, and not sent twice',
      cause,
    });
  }
}
