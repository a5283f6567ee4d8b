import { createByteReader, type ByteReader } from '../byte-reader.js';
import { FeedError } from '../errors.js';
import type { Feed, FeedBatch, FeedReport } from '../feed.js';
import type { FeedInput } from '../input.js';
import { createTally } from '../tally.js';
import { marketKindOf, READ_DATASETS, type MarketKind } from './datasets.js';
import { createDbnDecoder } from './decoder.js';
import { fileWarnings } from './file-warnings.js';
import type { DbnHeader } from './header.js';
import { READ_SCHEMAS, SCHEMAS_WITHOUT_EVENTS } from './layout.js';
import type { DbnOptions } from './options.js';
import { createContracts, type Contracts } from './options/contracts.js';
import { readDefinitions } from './options/read-definitions.js';
import { createRecordSplitter } from './record-splitter.js';
import { openContent } from './start-of-file.js';
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
 * Opens a file in Databento Binary Encoding, version 1 to 3 or legacy (DBZ), zstd-compressed or plain (found out
 * from its bytes, not its name), and reads its header. Iterating decodes the records in file order,
 * in memory that does not grow with the file.
 *
 * Trades become `futures.trades.v1`, `stocks.trades.v1` or `options.trades.v1`, books
 * `futures.mbp10.v1` or (their best level) `stocks.quotes.v1`; orders of futures become the books
 * they make. Throws a `FeedError` that names the file and place: `NO_EVENTS` for a kind of file that holds
 * none (definitions, bars, …), `UNSUPPORTED` for another that this release does not read, `BAD_OPTION` for a fragment that nobody
 * described, `TRUNCATED`, `BAD_HEADER`, `UNKNOWN_VERSION`, `BAD_COMPRESSION` or `UNREADABLE`.
 */
export async function openDbn(input: FeedInput, options: DbnOptions = {}): Promise<DbnFeed> {
  const file = input.name;
  const stored = createByteReader(input.chunks());
  try {
    const { content, header } = await openContent(stored, file, options.fragment);
    const kind = marketKindOf(header.dataset);
    if (kind === undefined) {
      throw unsupported(file, `dataset "${header.dataset}"`, READ_DATASETS.join(', '));
    }
    const schemas = READ_SCHEMAS[kind];
    if (header.schema !== undefined && !schemas.has(header.schema)) {
      const code = SCHEMAS_WITHOUT_EVENTS.has(header.schema) ? 'NO_EVENTS' : 'UNSUPPORTED';
      throw unsupported(file, `schema "${header.schema}"`, [...schemas].join(', '), code);
    }
    const contracts = createContracts();
    for (const definitions of options.definitions ?? []) {
      if (kind !== 'options') {
        const problem = `definitions: expected with a file of options, was one of "${header.dataset}": leave the option out`;
        throw new FeedError('BAD_OPTION', problem, { place: { file } });
      }
      await readDefinitions(definitions, contracts);
    }
    return createFeed({ file, stored, content, header, kind, options, contracts });
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
  readonly kind: MarketKind;
  readonly options: DbnOptions;
  readonly contracts: Contracts;
}

function createFeed(open: OpenFile): DbnFeed {
  const { file, stored, content, header, kind, options, contracts } = open;
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
    contracts,
    tally,
    badLength: (name, expected, was) =>
      bad(`expected a ${name} record of ${expected} bytes, was ${was}; the file is damaged`),
  });
  const splitter = createRecordSplitter(
    (view, bytes, offset, length) =>
      decoder.accept(view, { bytes, offset, length, record: splitter.records + 1 }),
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
      const { records } = splitter;
      if (header.records !== undefined && BigInt(records) < header.records) {
        const problem = `expected ${header.records} records, was the end after ${records}`;
        throw new FeedError('TRUNCATED', `${problem}; fetch the file again`, { place: place() });
      }
      decoder.finish();
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
    return {
      ...base,
      warnings: [...fileWarnings(header, decoder.unmet(), base), ...base.warnings],
    };
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
