import { scalar, table, tables, text, writeFlatBuffer } from './flatbuffer.js';
import type { FlatBuffer, FlatTable } from './flatbuffer.js';

/** Every encapsulated message starts with this and the length of its metadata (Arrow ≥ 0.15). */
const CONTINUATION = 0xffffffff;
/** Bytes before the metadata: the continuation marker and the metadata's length. */
export const PREFIX_BYTES = 8;

/** The union type of a message's header (Message.fbs). */
export const MESSAGE_KIND = { schema: 1n, dictionaryBatch: 2n, recordBatch: 3n } as const;

const METADATA_VERSION_V5 = 4n;

/** Rounds up to the 8 bytes that Arrow aligns to. */
export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Custom metadata of every batch: a checksum and what was durable when it was written. */
const CHECKSUM_KEY = 'assay.crc32';
const DURABLE_KEY = 'assay.durable';
export const CHECKSUM_DIGITS = 8;
export const DURABLE_DIGITS = 20;

/**
 * An encapsulated message head: prefix and metadata. Marks are given from the head's first byte;
 * `bodyBytes`, `checksum` and `durable` are always among them unless the message has no body.
 */
export function writeMessageHead(
  kind: bigint,
  header: FlatTable,
  options: { readonly body: boolean },
): FlatBuffer {
  const metadata = writeFlatBuffer(
    table(
      scalar(2, METADATA_VERSION_V5),
      scalar(1, kind),
      header,
      scalar(8, 0n, 'bodyBytes'),
      options.body
        ? tables(
            table(text(CHECKSUM_KEY), text('0'.repeat(CHECKSUM_DIGITS), 'checksum')),
            table(text(DURABLE_KEY), text('0'.repeat(DURABLE_DIGITS), 'durable')),
          )
        : undefined,
    ),
  );
  const bytes = Buffer.alloc(PREFIX_BYTES + metadata.bytes.length);
  bytes.writeUInt32LE(CONTINUATION, 0);
  bytes.writeInt32LE(metadata.bytes.length, 4);
  metadata.bytes.copy(bytes, PREFIX_BYTES);
  const marks = new Map([...metadata.marks].map(([name, at]) => [name, at + PREFIX_BYTES]));
  return { bytes, marks };
}
