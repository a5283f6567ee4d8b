import { createByteReader, type ByteReader } from '../byte-reader.js';
import { FeedError } from '../errors.js';
import type { Feed, FeedBatch, FeedReport } from '../feed.js';
import type { FeedInput } from '../input.js';
import { createTally } from '../tally.js';
import { marketKindOf, READ_DATASETS } from './datasets.js';
import { createDbnDecoder } from './decoder.js';
import { fileWarnings } from './file-warnings.js';
import type { DbnHeader } from './header.js';
import { READ_SCHEMAS } from './layout.js';
import type { DbnOptions } from './options.js';
import { createRecordSplitter } from './record-splitter.js';
import { contentOf, headerOf } from './start-of-file.js';
import { unsupported } from './unsupported.js';

/** A DBN file being read. */
export interface DbnFeed extends Feed {
  /** The file's header, or what the options say in its place. */
  readonly header: DbnHeader;
}

/** Name of the format in reports and in the format table. */
export const DBN_FORMAT = 'dbn';

/** Content is decoded in pieces of at most so many bytes, so that batches stay small. */
const PIECE_BYTES = 128 * 1024;

/**
 * Opens a file in Databento Binary Encoding, version 1 to 3, zstd-compressed or plain (found out
 * from its bytes, not its name), and reads its header. Iterating decodes the records in file order,
 * in memory that does not grow with the file.
 *
 * Trades become `futures.trades.v1` or `stocks.trades.v1`, books `futures.mbp10.v1` or (their best
 * level) `stocks.quotes.v1`. Throws a `FeedError` that names the file and place: `UNSUPPORTED` for
 * a kind of file that this release does not read, `BAD_OPTION` for a fragment that nobody
 * described, `TRUNCATED`, `BAD_HEADER`, `UNKNOWN_VERSION`, `BAD_COMPRESSION` or `UNREADABLE`.
 */
export async function openDbn(input: FeedInput, options: DbnOptions = {}): Promise<DbnFeed> {
  const file = input.name;
  const stored = createByteReader(input.chunks());
  try {
    const content = await contentOf(stored, file);
    const header = await headerOf(content, file, options.fragment);
    const kind = marketKindOf(header.dataset);
    if (kind === undefined) {
      throw unsupported(file, `dataset "${header.dataset}"`, READ_DATASETS.join(', '));
    }
    if (kind === 'options') {
      throw unsupported(file, `options of "${header.dataset}"`, 'futures and equities');
    }
    if (header.schema !== undefined && !READ_SCHEMAS.has(header.schema)) {
      throw unsupported(file, `schema "${header.schema}"`, [...READ_SCHEMAS].join(', '));
    }
    return createFeed({ file, stored, content, header, kind, options });
  } catch (error) {
    await stored.close();
    throw error;
  }
}

interface OpenFile {
  readonly file: string;
  readonly stored: ByteReader;
  readonly content: ByteReader;
  readonly header: DbnHeader;
  readonly kind: 'futures' | 'equities';
  readonly options: DbnOptions;
}

function createFeed({ file, stored, content, header, kind, options }: OpenFile): DbnFeed {
  const start = content.position;
  const tally = createTally();
  let complete = false;
  let closed = false;

  const place = () => ({
    file,
    contentOffset: start + splitter.consumed,
    record: splitter.records + 1,
  });
  const bad = (problem: string) => new FeedError('BAD_RECORD', problem, { place: place() });
  const decoder = createDbnDecoder({
    header,
    kind,
    options,
    tally,
    badLength: (name, expected, was) =>
      bad(`expected a ${name} record of ${expected} bytes, was ${was}; the file is damaged`),
  });
  const splitter = createRecordSplitter(
    (view, bytes, offset, length) =>
      decoder.accept(view, bytes, offset, length, splitter.records + 1),
    (length) => bad(`expected a record of at least 16 bytes, was ${length}; the file is damaged`),
  );

  async function* batches(): AsyncGenerator<FeedBatch, void> {
    try {
      for (;;) {
        const chunk = await content.readSome();
        if (closed) {
          return;
        }
        if (chunk.length === 0) {
          break;
        }
        for (let offset = 0; offset < chunk.length; offset += PIECE_BYTES) {
          splitter.push(chunk.subarray(offset, offset + PIECE_BYTES));
          yield* decoder.take(false);
        }
      }
      if (splitter.pending > 0) {
        const problem = `expected a whole record, was the end after ${splitter.pending} of its bytes`;
        throw new FeedError('TRUNCATED', `${problem}; fetch the file again`, { place: place() });
      }
      complete = true;
      yield* decoder.take(true);
    } catch (error) {
      yield* decoder.take(true);
      throw withRecord(error, splitter.records);
    } finally {
      await stored.close();
    }
  }

  const report = (): FeedReport => {
    const records = splitter.records;
    const base = tally.report({ format: DBN_FORMAT, file, complete, records, warnings: [] });
    return { ...base, warnings: [...fileWarnings(header, options, base), ...base.warnings] };
  };
  return {
    header,
    report,
    async close() {
      closed = true;
      await stored.close();
    },
    [Symbol.asyncIterator]: batches,
  };
}

/** An error of the layers below says which byte; here it learns after which record. */
function withRecord(error: unknown, records: number): unknown {
  if (!(error instanceof FeedError) || error.place?.record !== undefined) {
    return error;
  }
  const place = { ...error.place, file: error.place?.file ?? '', record: records + 1 };
  return new FeedError(error.code, error.problem, { place, cause: error.cause });
}
