import { createHeaderCursor, type HeaderCursor } from './header-cursor.js';
import { schemaName, symbolTypeName } from './header-names.js';
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
  /** Records the file says it holds; legacy files alone say it. */
  readonly records?: bigint;
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

/**
 * Reads the header after its prelude. Version 1 has a record count after `limit` and 22-byte
 * symbols; versions 2 and 3 state the symbol length after `ts_out`; version 3 pads to a multiple of
 * 8 bytes. Source: https://docs.rs/dbn, struct `Metadata` and its decoder. Throws `BAD_HEADER`.
 */
export function readHeader(file: string, version: number, bytes: Uint8Array): DbnHeader {
  const cursor = createHeaderCursor({ format: 'DBN', file, bytes, start: PRELUDE_BYTES });
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
  const typeIn = symbolTypeIn === NO_SYMBOL_TYPE ? undefined : symbolTypeName(symbolTypeIn);
  const typeOut = symbolTypeName(symbolTypeOut);
  return {
    version,
    dataset,
    schema: schemaNumber === NO_SCHEMA ? undefined : schemaName(schemaNumber),
    symbolTypeIn: typeIn,
    symbolTypeOut: typeOut,
    hasTsOut,
    ...readSymbology(cursor, symbolBytes, { typeIn, typeOut }),
  };
}

/** Reads the end of a header: what was asked for, what was found, and the mappings. */
export function readSymbology(
  cursor: HeaderCursor,
  symbolBytes: number,
  types: { readonly typeIn: string | undefined; readonly typeOut: string },
): Pick<DbnHeader, 'partial' | 'notFound' | 'mappings'> {
  const definitionBytes = cursor.uint32('the schema definition length');
  if (definitionBytes !== 0) {
    throw cursor.bad(`expected no schema definition, was one of ${definitionBytes} bytes`);
  }
  cursor.texts(symbolBytes, 'symbols');
  const partial = cursor.texts(symbolBytes, 'partial');
  const notFound = cursor.texts(symbolBytes, 'not_found');
  return { partial, notFound, mappings: readMappings(cursor, symbolBytes, types) };
}
