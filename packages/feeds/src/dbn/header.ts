import { TextDecoder } from 'node:util';
import { FeedError, type FeedErrorCode } from '../errors.js';
import { SCHEMAS } from './layout.js';
import { readMappings, type SymbolInterval } from './mappings.js';

/** What a DBN file says of itself before its records. */
export interface DbnHeader {
  readonly version: number;
  /** E.g. `GLBX.MDP3`. */
  readonly dataset: string;
  /** E.g. `mbp-10`; undefined for a stream of mixed records, as live gateways send. */
  readonly schema: string | undefined;
  /** How the request named instruments (`raw_symbol`, `continuous`, …); undefined when mixed. */
  readonly symbolTypeIn: string | undefined;
  readonly symbolTypeOut: string;
  /** Whether every record carries its send time at the end. */
  readonly hasTsOut: boolean;
  /** Symbols asked for that resolved on some days only, or on none. */
  readonly partial: readonly string[];
  readonly notFound: readonly string[];
  readonly mappings: readonly SymbolInterval[];
}

export const DBN_MAGIC = 'DBN';
/** Magic, version, length of the rest. */
export const PRELUDE_BYTES = 8;
/** Names all US equities over a year need some 200 MB; more than this is taken for damage. */
export const MAX_HEADER_BYTES = 512 * 1024 * 1024;
export const LATEST_VERSION = 3;

/** Bytes before the variable part, the same in all versions. */
export const FIXED_BYTES = 100;
const DATASET_BYTES = 16;
const NO_SCHEMA = 0xffff;
const NO_SYMBOL_TYPE = 0xff;
/** Symbols of version 1; later versions state the length. */
const SYMBOL_BYTES_V1 = 22;

const SYMBOL_TYPES: readonly string[] = [
  'instrument_id',
  'raw_symbol',
  'smart',
  'continuous',
  'parent',
  'nasdaq_symbol',
  'cms_symbol',
  'isin',
  'us_code',
  'bbg_comp_id',
  'bbg_comp_ticker',
  'figi',
  'figi_ticker',
  'listing_id',
  'issuer_id',
  'security_id',
];

/**
 * Reads the header after its prelude. Version 1 has a record count after `limit` and 22-byte
 * symbols; versions 2 and 3 state the symbol length after `ts_out`; version 3 pads to a multiple of
 * 8 bytes. Source: https://docs.rs/dbn, struct `Metadata` and its decoder. Throws `BAD_HEADER`.
 */
export function readHeader(file: string, version: number, bytes: Uint8Array): DbnHeader {
  const cursor = createCursor(file, bytes);
  const dataset = cursor.text(DATASET_BYTES, 'the dataset');
  const schemaNumber = cursor.uint16('the schema');
  cursor.skip(8 + 8 + 8, 'start, end and limit');
  if (version === 1) {
    cursor.skip(8, 'the record count');
  }
  const symbolTypeIn = cursor.uint8('stype_in');
  const symbolTypeOut = cursor.uint8('stype_out');
  const hasTsOut = cursor.uint8('ts_out') !== 0;
  const symbolBytes = version === 1 ? SYMBOL_BYTES_V1 : cursor.uint16('the symbol length');
  cursor.skip(FIXED_BYTES - cursor.position, 'the reserved bytes');
  if (symbolBytes === 0) {
    throw cursor.bad('expected symbols of at least 1 byte, was 0');
  }
  const definitionBytes = cursor.uint32('the schema definition length');
  if (definitionBytes !== 0) {
    throw cursor.bad(`expected no schema definition, was one of ${definitionBytes} bytes`);
  }
  cursor.texts(symbolBytes, 'symbols');
  const partial = cursor.texts(symbolBytes, 'partial');
  const notFound = cursor.texts(symbolBytes, 'not_found');
  const typeIn = symbolTypeIn === NO_SYMBOL_TYPE ? undefined : symbolTypeName(symbolTypeIn);
  const typeOut = symbolTypeName(symbolTypeOut);
  return {
    version,
    dataset,
    schema: schemaNumber === NO_SCHEMA ? undefined : schemaName(schemaNumber),
    symbolTypeIn: typeIn,
    symbolTypeOut: typeOut,
    hasTsOut,
    partial,
    notFound,
    mappings: readMappings(cursor, symbolBytes, { typeIn, typeOut }),
  };
}

function schemaName(schemaNumber: number): string {
  return SCHEMAS[schemaNumber] ?? `schema ${schemaNumber}`;
}

function symbolTypeName(symbolType: number): string {
  return SYMBOL_TYPES[symbolType] ?? `symbol type ${symbolType}`;
}

/**
 * Reads values one after another; every read beyond the end is a `BAD_HEADER` that says what
 * lacked.
 */
export interface HeaderCursor {
  readonly position: number;
  skip(count: number, what: string): void;
  uint8(what: string): number;
  uint16(what: string): number;
  uint32(what: string): number;
  /** UTF-8 padded with NUL. */
  text(length: number, what: string): string;
  /** A count, then so many texts. */
  texts(length: number, what: string): string[];
  bad(problem: string, code?: FeedErrorCode): FeedError;
}

function createCursor(file: string, bytes: Uint8Array): HeaderCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let position = 0;

  const bad = (problem: string, code: FeedErrorCode = 'BAD_HEADER') =>
    new FeedError(code, `DBN header: ${problem}`, {
      place: { file, contentOffset: PRELUDE_BYTES + position },
    });
  const take = (count: number, what: string) => {
    if (position + count > bytes.length) {
      const left = bytes.length - position;
      throw bad(`expected ${count} bytes for ${what}, was ${left} before the header's end`);
    }
    position += count;
    return position - count;
  };
  const cursor: HeaderCursor = {
    get position() {
      return position;
    },
    skip: (count, what) => void take(count, what),
    uint8: (what) => view.getUint8(take(1, what)),
    uint16: (what) => view.getUint16(take(2, what), true),
    uint32: (what) => view.getUint32(take(4, what), true),
    text(length, what) {
      const start = take(length, what);
      const text = paddedText(utf8, bytes.subarray(start, start + length));
      if (text === undefined) {
        throw bad(`expected UTF-8 padded with NUL for ${what}, was something else`);
      }
      return text;
    },
    texts(length, what) {
      const count = cursor.uint32(`the number of ${what}`);
      const texts: string[] = [];
      for (let index = 0; index < count; index += 1) {
        texts.push(cursor.text(length, `${what} ${index + 1} of ${count}`));
      }
      return texts;
    },
    bad,
  };
  return cursor;
}

/** The text of a NUL-padded field, or undefined where it is not UTF-8 or goes on after a NUL. */
export function paddedText(utf8: TextDecoder, bytes: Uint8Array): string | undefined {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) {
    length -= 1;
  }
  try {
    const text = utf8.decode(bytes.subarray(0, length));
    return text.includes('\0') ? undefined : text;
  } catch (error) {
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}
