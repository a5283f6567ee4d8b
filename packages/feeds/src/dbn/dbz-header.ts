import { createByteReader, type ByteReader } from '../byte-reader.js';
import { FeedError } from '../errors.js';
import { bytesInput } from '../input.js';
import { decompressZstd } from '../zstd/decompress.js';
import { MAX_HEADER_BYTES, readSymbology, type DbnHeader } from './header.js';
import { createHeaderCursor } from './header-cursor.js';
import { schemaName, symbolTypeName } from './header-names.js';

/**
 * Legacy files (`.dbz`) start with a skippable zstd frame: magic and length (8 bytes), then fixed
 * fields, then symbols as a zstd frame of their own. Records follow compressed, those of DBN 1.
 * Source: https://docs.rs/dbn, module `decode::dbz`.
 */
const SKIPPABLE_HEADER_BYTES = 8;
const DBZ_MAGIC = 'DBZ';
const DBZ_VERSION = 1;
const FIXED_BYTES = 96;
const DATASET_BYTES = 16;
/** Records and symbols are those of DBN 1. */
const DBN_VERSION = 1;
const SYMBOL_BYTES = 22;
const NO_RECORD_COUNT = 0xffff_ffff_ffff_ffffn;

/** Bytes to look at to know such a file. */
export const DBZ_PRELUDE_BYTES = SKIPPABLE_HEADER_BYTES + DBZ_MAGIC.length + 1;

/** Whether a file starts like a legacy one. */
export function startsDbz(first: Uint8Array): boolean {
  const magic = first.subarray(SKIPPABLE_HEADER_BYTES, SKIPPABLE_HEADER_BYTES + DBZ_MAGIC.length);
  return Buffer.from(magic).toString('latin1') === DBZ_MAGIC;
}

/**
 * Reads the header and leaves `stored` at the records' first frame. Throws `TRUNCATED`,
 * `BAD_HEADER`, `UNKNOWN_VERSION` or `BAD_COMPRESSION`.
 */
export async function readDbzHeader(stored: ByteReader, file: string): Promise<DbnHeader> {
  const prelude = await stored.read(SKIPPABLE_HEADER_BYTES);
  const length = new DataView(prelude.buffer, prelude.byteOffset).getUint32(4, true);
  if (length < FIXED_BYTES || length > MAX_HEADER_BYTES) {
    const problem = `expected a DBZ header of ${FIXED_BYTES} to ${MAX_HEADER_BYTES} bytes, was ${length}`;
    throw new FeedError('BAD_HEADER', problem, { place: { file, byteOffset: 4 } });
  }
  const bytes = await stored.read(length);
  if (bytes.length < length) {
    const problem = `expected a DBZ header of ${length} bytes, was the end after ${bytes.length}`;
    throw new FeedError('TRUNCATED', problem, {
      place: { file, byteOffset: SKIPPABLE_HEADER_BYTES + bytes.length },
    });
  }
  const version = bytes[DBZ_MAGIC.length];
  if (version !== DBZ_VERSION) {
    const problem = `expected DBZ version ${DBZ_VERSION}, was ${version}`;
    throw new FeedError('UNKNOWN_VERSION', problem, { place: { file } });
  }
  const part = { format: 'DBZ', file };
  const cursor = createHeaderCursor({
    ...part,
    bytes: bytes.subarray(0, FIXED_BYTES),
    start: SKIPPABLE_HEADER_BYTES,
  });
  cursor.skip(DBZ_MAGIC.length + 1, 'the version');
  const dataset = cursor.text(DATASET_BYTES, 'the dataset');
  const schemaNumber = cursor.uint16('the schema');
  cursor.skip(8 + 8 + 8, 'start, end and limit');
  const records = cursor.uint64('the record count');
  cursor.skip(1, 'the compression');
  const typeIn = symbolTypeName(cursor.uint8('stype_in'));
  const typeOut = symbolTypeName(cursor.uint8('stype_out'));
  const symbols = await decompressed(bytes.subarray(FIXED_BYTES), file);
  const symbology = createHeaderCursor({ ...part, bytes: symbols, start: 0 });
  return {
    version: DBN_VERSION,
    dataset,
    schema: schemaName(schemaNumber),
    symbolTypeIn: typeIn,
    symbolTypeOut: typeOut,
    hasTsOut: false,
    records: records === NO_RECORD_COUNT ? undefined : records,
    ...readSymbology(symbology, SYMBOL_BYTES, { typeIn, typeOut }),
  };
}

async function decompressed(frame: Uint8Array, file: string): Promise<Uint8Array> {
  const stored = createByteReader(bytesInput(file, frame).chunks());
  const content = createByteReader(decompressZstd(stored, file));
  return content.read(MAX_HEADER_BYTES);
}
