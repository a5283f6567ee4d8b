import { BATCH_ROWS, createBatcher, type Batcher } from '../batcher.js';
import { createByteReader, type ByteReader } from '../byte-reader.js';
import { FeedError } from '../errors.js';
import type { Feed, FeedBatch } from '../feed.js';
import type { FeedInput } from '../input.js';
import { createTally, type Tally } from '../tally.js';
import type { LineDecoder, TextStart } from './line-decoder.js';
import { lineBytes, MAX_LINE_BYTES, readLines } from './lines.js';
import { textsOf } from './texts.js';

/** What makes a table format of text. */
export interface TextFormat {
  readonly name: string;
  /** The decoder of a text. Throws `UNSUPPORTED`, `BAD_HEADER` or `BAD_OPTION`. */
  decoderOf(start: TextStart, tally: Tally): LineDecoder;
  /** What is worth knowing of the whole file. */
  warnings(): readonly string[];
}

const UTF8_MARK = '\u00ef\u00bb\u00bf';

/** A text that is being read. */
interface OpenText {
  readonly decoder: LineDecoder;
  readonly lines: AsyncGenerator<string[], void>;
  /** Lines read before the decoder was known. */
  readonly first: readonly string[];
}

/**
 * Opens a file of lines, plain or packed (zip, gzip, zstd), and finds out what its first text is.
 * Iterating decodes line by line, in memory that does not grow with the file; a line that is no row
 * costs only itself.
 */
export async function openTextFeed(input: FeedInput, format: TextFormat): Promise<Feed> {
  const stored = createByteReader(input.chunks());
  const tally = createTally();
  const texts = openTexts(stored, input.name, format, tally);
  try {
    const first = await texts.next();
    return createFeed({ input, format, tally, texts, stored, first });
  } catch (error) {
    await stored.close();
    throw error;
  }
}

/** The texts of the file, each with its decoder; a text without any line is left out. */
async function* openTexts(
  stored: ByteReader,
  file: string,
  format: TextFormat,
  tally: Tally,
): AsyncGenerator<OpenText, void> {
  for await (const { innerName, content } of textsOf(stored, file)) {
    const lines = readLines(content, (bytes) => {
      const expected = `expected a line of at most ${MAX_LINE_BYTES} bytes, was ${bytes} and more`;
      return new FeedError('BAD_RECORD', `${expected}; this is no such table`, { place: { file } });
    });
    const { value: begun } = await lines.next();
    if (begun !== undefined) {
      const first = [withoutMark(begun[0]), ...begun.slice(1)];
      const start = { file, innerName, firstLine: withoutReturn(first[0]) };
      yield { decoder: format.decoderOf(start, tally), lines, first };
    }
  }
}

interface FeedParts {
  readonly input: FeedInput;
  readonly format: TextFormat;
  readonly tally: Tally;
  readonly texts: AsyncGenerator<OpenText, void>;
  readonly stored: ByteReader;
  readonly first: IteratorResult<OpenText, void>;
}

function createFeed({ input, format, tally, texts, stored, first }: FeedParts): Feed {
  const batchers = new Map<string, Batcher>();
  let records = 0;
  let complete = false;
  let closed = false;

  function* take(least: number): Generator<FeedBatch, void> {
    for (const batcher of batchers.values()) {
      if (batcher.length >= least) {
        yield batcher.take();
      }
    }
  }

  function* accept(decoder: LineDecoder, lines: readonly string[]): Generator<FeedBatch, void> {
    let batcher = batchers.get(decoder.dataset.id);
    if (batcher === undefined) {
      batcher = createBatcher(decoder.dataset);
      batchers.set(decoder.dataset.id, batcher);
    }
    for (const line of lines) {
      records += 1;
      offer(decoder, line, records, { batcher, tally });
      if (batcher.length >= BATCH_ROWS) {
        yield batcher.take();
      }
    }
  }

  async function* readText({ decoder, lines, first: begun }: OpenText) {
    let waiting: readonly string[] = begun;
    if (decoder.hasHeader) {
      records += 1;
      waiting = begun.slice(1);
    }
    try {
      for (;;) {
        yield* accept(decoder, waiting);
        const next = await lines.next();
        if (next.done === true || closed) {
          return;
        }
        waiting = next.value;
      }
    } finally {
      await lines.return();
    }
  }

  async function* batches(): AsyncGenerator<FeedBatch, void> {
    try {
      let text = first;
      while (text.done !== true && !closed) {
        yield* readText(text.value);
        text = await texts.next();
      }
      complete = !closed;
      yield* take(1);
    } catch (error) {
      yield* take(1);
      throw withRecord(error, records, input.name);
    } finally {
      await texts.return();
      await stored.close();
    }
  }

  return {
    report() {
      const warnings = [...format.warnings()];
      if (complete && records === 0) {
        warnings.push('the file holds no line');
      }
      return tally.report({ format: format.name, file: input.name, complete, records, warnings });
    },
    async close() {
      closed = true;
      await stored.close();
    },
    [Symbol.asyncIterator]: batches,
  };
}

interface OfferTo {
  readonly batcher: Batcher;
  readonly tally: Tally;
}

function offer(decoder: LineDecoder, line: string, record: number, { batcher, tally }: OfferTo) {
  const text = withoutReturn(line);
  if (text === '') {
    tally.ignore('empty line', record);
    return;
  }
  const decoded = decoder.decode(text);
  if (decoded.kind === 'ignored') {
    tally.ignore(decoded.what, record);
  } else if (decoded.kind === 'filtered') {
    tally.filter();
  } else if (decoded.problem === undefined) {
    tally.accept(decoder.dataset, decoded.row);
    batcher.add(decoded.row);
  } else {
    tally.refuse(decoder.dataset.id, decoded.problem, record);
    batcher.add(decoded.row, { ...decoded.problem, record, bytes: lineBytes(line) });
  }
}

/** A text may begin with three bytes that say it is UTF-8, and nothing else. */
function withoutMark(line: string): string {
  return line.startsWith(UTF8_MARK) ? line.slice(UTF8_MARK.length) : line;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** An error of the layers below says which byte; here it learns after which line. */
function withRecord(error: unknown, records: number, file: string): unknown {
  if (!(error instanceof FeedError) || error.place?.record !== undefined) {
    return error;
  }
  const place = { ...error.place, file: error.place?.file ?? file, record: records + 1 };
  return new FeedError(error.code, error.problem, { place, cause: error.cause });
}
