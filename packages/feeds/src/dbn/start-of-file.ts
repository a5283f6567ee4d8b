import { createByteReader, type ByteReader } from '../byte-reader.js';
import { FeedError } from '../errors.js';
import { decompressZstd, startsZstd } from '../zstd/decompress.js';
import {
  DBN_MAGIC,
  FIXED_BYTES,
  LATEST_VERSION,
  MAX_HEADER_BYTES,
  PRELUDE_BYTES,
  readHeader,
  type DbnHeader,
} from './header.js';
import { AT, LEVELS_OF, OTHER_RECORDS, READ_SCHEMAS } from './layout.js';
import type { DbnFragment } from './options.js';
import { unsupported } from './unsupported.js';

/** Legacy files start with a skippable zstd frame (8 bytes) that holds `DBZ`. */
const DBZ_MAGIC = 'DBZ';
const SKIPPABLE_HEADER_BYTES = 8;

/** The file's content, decompressed where it is compressed. */
export async function contentOf(stored: ByteReader, file: string): Promise<ByteReader> {
  const first = await stored.peek(SKIPPABLE_HEADER_BYTES + DBZ_MAGIC.length);
  if (first.length === 0) {
    throw new FeedError('TRUNCATED', 'expected a DBN file, was an empty one', { place: { file } });
  }
  if (!startsZstd(first)) {
    return stored;
  }
  if (latin1(first.subarray(SKIPPABLE_HEADER_BYTES)) === DBZ_MAGIC) {
    throw unsupported(file, 'the legacy format DBZ', 'DBN 1 to 3');
  }
  return createByteReader(decompressZstd(stored, file));
}

/**
 * Reads the header and the fragment option against each other: one of them says what the file is.
 */
export async function headerOf(
  content: ByteReader,
  file: string,
  fragment: DbnFragment | undefined,
): Promise<DbnHeader> {
  const prelude = await content.peek(PRELUDE_BYTES);
  const hasHeader = latin1(prelude.subarray(0, DBN_MAGIC.length)) === DBN_MAGIC;
  if (fragment !== undefined) {
    if (hasHeader) {
      const problem =
        'expected a fragment without header, was a file with one: leave the option out';
      throw new FeedError('BAD_OPTION', problem, { place: { file } });
    }
    checkFirstRecord(prelude, file);
    return headerOfFragment(fragment, file);
  }
  if (prelude.length < PRELUDE_BYTES) {
    const problem = `expected a DBN header, was the end after ${prelude.length} bytes`;
    throw new FeedError('TRUNCATED', problem, { place: { file, contentOffset: prelude.length } });
  }
  if (!hasHeader) {
    checkFirstRecord(prelude, file);
    throw new FeedError(
      'BAD_OPTION',
      'expected a DBN header, was a record: for a header-less fragment state its version and dataset (dbn-version=1, dataset=GLBX.MDP3)',
      { place: { file } },
    );
  }
  const version = prelude[DBN_MAGIC.length];
  if (version < 1 || version > LATEST_VERSION) {
    const problem = `expected DBN version 1 to ${LATEST_VERSION}, was ${version}`;
    throw new FeedError('UNKNOWN_VERSION', problem, { place: { file } });
  }
  const length = new DataView(prelude.buffer, prelude.byteOffset).getUint32(4, true);
  if (length < FIXED_BYTES || length > MAX_HEADER_BYTES) {
    const problem = `expected a DBN header of ${FIXED_BYTES} to ${MAX_HEADER_BYTES} bytes, was ${length}`;
    throw new FeedError('BAD_HEADER', problem, { place: { file, contentOffset: 4 } });
  }
  const whole = await content.read(PRELUDE_BYTES + length);
  if (whole.length < PRELUDE_BYTES + length) {
    const problem = `expected a DBN header of ${PRELUDE_BYTES + length} bytes, was the end after ${whole.length}`;
    throw new FeedError('TRUNCATED', problem, { place: { file, contentOffset: whole.length } });
  }
  return readHeader(file, version, whole.subarray(PRELUDE_BYTES));
}

/** A file without header is a fragment only if it starts like a record of a known type. */
function checkFirstRecord(first: Uint8Array, file: string): void {
  if (first.length <= AT.recordType) {
    return;
  }
  const recordType = first[AT.recordType];
  const name = OTHER_RECORDS.get(recordType);
  if (name !== undefined) {
    throw unsupported(file, `a fragment of ${name} records`, [...READ_SCHEMAS].join(', '));
  }
  if (!LEVELS_OF.has(recordType)) {
    const was = Buffer.from(first).toString('hex');
    const problem = `expected DBN (a header, or a record), was ${was}: is it the right format?`;
    throw new FeedError('BAD_HEADER', problem, { place: { file } });
  }
}

function headerOfFragment(fragment: DbnFragment, file: string): DbnHeader {
  const { version } = fragment;
  if (!Number.isInteger(version) || version < 1 || version > LATEST_VERSION) {
    const problem = `dbn-version: expected 1 to ${LATEST_VERSION}, was ${version}`;
    throw new FeedError('BAD_OPTION', problem, { place: { file } });
  }
  return {
    version,
    dataset: fragment.dataset,
    schema: undefined,
    symbolTypeIn: undefined,
    symbolTypeOut: 'instrument_id',
    hasTsOut: fragment.hasTsOut ?? false,
    partial: [],
    notFound: [],
    mappings: [],
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
