import { scalar, table, tables, text } from './flatbuffer.js';
import type { FlatTable } from './flatbuffer.js';
import { MESSAGE_KIND, writeMessageHead } from './framing.js';

/** Slots of Field (Schema.fbs): name, nullable, type_type, type, dictionary, children. */
const TYPE = { int: 2n, binary: 4n, utf8: 5n } as const;

const int = (bits: bigint): FlatTable => table(scalar(4, bits), scalar(1, 1n));

function field(
  name: string,
  type: bigint,
  layout: FlatTable,
  options: { readonly nullable?: boolean; readonly dictionary?: FlatTable } = {},
): FlatTable {
  return table(
    text(name),
    scalar(1, options.nullable === true ? 1n : 0n),
    scalar(1, type),
    layout,
    options.dictionary,
    tables(),
  );
}

/** The id by which dictionary batches name the subject column. */
export const SUBJECT_DICTIONARY_ID = 0n;

/**
 * The first bytes of every segment: the Arrow schema
 * `{position: int64, subject: dictionary<int32, utf8>, headers: utf8 (nullable), payload: binary}`.
 */
export const SCHEMA_MESSAGE: Buffer = writeMessageHead(
  MESSAGE_KIND.schema,
  table(
    scalar(2, 0n), // little-endian
    tables(
      field('position', TYPE.int, int(64n)),
      field('subject', TYPE.utf8, table(), {
        dictionary: table(scalar(8, SUBJECT_DICTIONARY_ID), int(32n), scalar(1, 0n)),
      }),
      field('headers', TYPE.utf8, table(), { nullable: true }),
      field('payload', TYPE.binary, table()),
    ),
  ),
  { body: false },
).bytes;
