import { createByteReader, type ByteReader } from '../byte-reader.js';
import { FeedError } from '../errors.js';
import { decompressZstd, startsZstd } from '../zstd/decompress.js';
import { DBZ_PRELUDE_BYTES, readDbzHeader, startsDbz } from './dbz-header.js';
import {
  DBN_MAGIC,
  FIXED_BYTES,
  LATEST_VERSION,
  MAX_HEADER_BYTES,
  PRELUDE_BYTES,
  readHeader,
  type DbnHeader,
} from './header.js';
import { AT, LEVELS_OF, MBO_RECORD, OTHER_RECORDS, READ_SCHEMAS, TCBBO_RECORD } from './layout.js';
import type { DbnFragment } from './options.js';
import { unsupported } from './unsupported.js';

/** A file's records, decompressed where they are compressed, and what it says before them. */
export interface OpenContent {
  readonly content: ByteReader;
  readonly header: DbnHeader;
}

/** Tells the kind of file from its first bytes and reads its header. */
export async function openContent(
  stored: ByteReader,
  file: string,
  fragment: DbnFragment | undefined,
): Promise<OpenContent> {
  const first = await stored.peek(DBZ_PRELUDE_BYTES);
  if (first.length === 0) {
    throw new FeedError('TRUNCATED', 'expected a DBN file, was an empty one', { place: { file } });
  }
  if (!startsZstd(first)) {
    return { content: stored, header: await headerOf(stored, file, fragment) };
  }
  if (startsDbz(first)) {
    if (fragment !== undefined) {
      throw hasHeaderError(file);
    }
    const header = await readDbzHeader(stored, file);
    return { content: createByteReader(decompressZstd(stored, file)), header };
  }
  const content = createByteReader(decompressZstd(stored, file));
  return { content, header: await headerOf(content, file, fragment) };
}

/**
 * Reads the header and the fragment option against each other: one of them says what the file is.
 */
async function headerOf(
  content: ByteReader,
  file: string,
  fragment: DbnFragment | undefined,
): Promise<DbnHeader> {
  const prelude = await content.peek(PRELUDE_BYTES);
  const hasHeader = latin1(prelude.subarray(0, DBN_MAGIC.length)) === DBN_MAGIC;
  if (fragment !== undefined) {
    if (hasHeader) {
      throw hasHeaderError(file);
    }
    checkFirstRecord(prelude, file);
    return headerOfFragment(fragment, prelude[AT.recordType], file);
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

function hasHeaderError(file: string): FeedError {
  const problem = 'expected a fragment without header, was a file with one: leave the option out';
  return new FeedError('BAD_OPTION', problem, { place: { file } });
}

/** A file without header is a fragment only if it starts like a record of a known type. */
function checkFirstRecord(first: Uint8Array, file: string): void {
  if (first.length <= AT.recordType) {
    return;
  }
  const recordType = first[AT.recordType];
  if (recordType === MBO_RECORD || recordType === TCBBO_RECORD) {
    return;
  }
  const name = OTHER_RECORDS.get(recordType);
  if (name !== undefined) {
    const reads = [...READ_SCHEMAS.futures].join(', ');
    throw unsupported(file, `a fragment of ${name} records`, reads);
  }
  if (!LEVELS_OF.has(recordType)) {
    const was = Buffer.from(first).toString('hex');
    const problem = `expected DBN (a header, or a record), was ${was}: is it the right format?`;
    throw new FeedError('BAD_HEADER', problem, { place: { file } });
  }
}

function headerOfFragment(fragment: DbnFragment, recordType: number, file: string): DbnHeader {
  const { version } = fragment;
  if (!Number.isInteger(version) || version < 1 || version > LATEST_VERSION) {
    const problem = `dbn-version: expected 1 to ${LATEST_VERSION}, was ${version}`;
    throw new FeedError('BAD_OPTION', problem, { place: { file } });
  }
  return {
    version,
    dataset: fragment.dataset,
    schema: recordType === MBO_RECORD ? 'mbo' : undefined,
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
