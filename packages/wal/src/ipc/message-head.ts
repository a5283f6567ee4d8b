import { crc32 } from 'node:zlib';
import { pairs, scalar, table } from './flatbuffer.js';
import type { FlatTable } from './flatbuffer.js';
import { CHECKSUM_DIGITS, DURABLE_DIGITS, MESSAGE_KIND, writeMessageHead } from './framing.js';
import { SUBJECT_DICTIONARY_ID } from './schema-message.js';

/** One buffer of a message body: `[offset, offset + length)` from the body's first byte. */
export interface Region {
  readonly offset: number;
  readonly length: number;
}

/** What the head of one batch says. */
export interface HeadValues {
  readonly rows: number;
  /** Per column. */
  readonly nullCounts: readonly number[];
  readonly regions: readonly Region[];
  readonly bodyBytes: number;
  /** Everything up to this position was on disk before this batch was written. */
  readonly durable: bigint;
  /** Only of dictionary batches: whether it adds to the dictionary (`true`) or starts it. */
  readonly isDelta?: boolean;
}

/** The head of one kind of batch. Its length is fixed, so the length tells the kind. */
export interface MessageHead {
  readonly length: number;
  /** The 8 bytes that every such message starts with. */
  readonly prefix: Buffer;
  /** The head of a batch with this body. Its checksum covers both (its own digits as zeros). */
  write(values: HeadValues, body: readonly Uint8Array[]): Buffer;
  readBodyBytes(bytes: Buffer, at: number): number;
  readRows(bytes: Buffer, at: number): number;
  readNullCount(bytes: Buffer, at: number, column: number): number;
  readRegionLength(bytes: Buffer, at: number, region: number): number;
  readDurable(bytes: Buffer, at: number): bigint;
  readIsDelta(bytes: Buffer, at: number): boolean;
}

function createHead(
  kind: bigint,
  header: FlatTable,
  shape: { readonly columns: number; readonly regions: number },
): MessageHead {
  const { bytes: template, marks } = writeMessageHead(kind, header, { body: true });
  const place = (name: string): number => marks.get(name) ?? 0;
  const [rows, nodes, regions] = [place('rows'), place('nodes'), place('regions')];
  const [bodyBytes, checksum, durable] = [place('bodyBytes'), place('checksum'), place('durable')];
  const isDelta = place('isDelta');
  const readNumber = (bytes: Buffer, at: number): number => Number(bytes.readBigInt64LE(at));

  return {
    length: template.length,
    prefix: template.subarray(0, 8),
    write(values, body) {
      const head = Buffer.from(template);
      head.writeBigInt64LE(BigInt(values.rows), rows);
      for (let column = 0; column < shape.columns; column += 1) {
        head.writeBigInt64LE(BigInt(values.rows), nodes + 16 * column);
        head.writeBigInt64LE(BigInt(values.nullCounts[column] ?? 0), nodes + 16 * column + 8);
      }
      for (let region = 0; region < shape.regions; region += 1) {
        const { offset, length } = values.regions[region] ?? { offset: 0, length: 0 };
        head.writeBigInt64LE(BigInt(offset), regions + 16 * region);
        head.writeBigInt64LE(BigInt(length), regions + 16 * region + 8);
      }
      head.writeBigInt64LE(BigInt(values.bodyBytes), bodyBytes);
      head.write(values.durable.toString().padStart(DURABLE_DIGITS, '0'), durable, 'latin1');
      if (values.isDelta !== undefined) head.writeUInt8(values.isDelta ? 1 : 0, isDelta);
      const sum = body.reduce((before, part) => crc32(part, before), crc32(head));
      head.write(sum.toString(16).padStart(CHECKSUM_DIGITS, '0'), checksum, 'latin1');
      return head;
    },
    readBodyBytes: (bytes, at) => readNumber(bytes, at + bodyBytes),
    readRows: (bytes, at) => readNumber(bytes, at + rows),
    readNullCount: (bytes, at, column) => readNumber(bytes, at + nodes + 16 * column + 8),
    readRegionLength: (bytes, at, region) => readNumber(bytes, at + regions + 16 * region + 8),
    readDurable: (bytes, at) => {
      const digits = bytes.toString('latin1', at + durable, at + durable + DURABLE_DIGITS);
      return /^\d+$/.test(digits) ? BigInt(digits) : -1n;
    },
    readIsDelta: (bytes, at) => bytes[at + isDelta] === 1,
  };
}

const recordBatch = (columns: number, regions: number): FlatTable =>
  table(scalar(8, 0n, 'rows'), pairs(columns, 'nodes'), pairs(regions, 'regions'));

/** Rows of the log: four columns, ten buffers. */
export const RECORD_HEAD: MessageHead = createHead(MESSAGE_KIND.recordBatch, recordBatch(4, 10), {
  columns: 4,
  regions: 10,
});

/** Subjects not met before in this segment: one column, three buffers. */
export const DICTIONARY_HEAD: MessageHead = createHead(
  MESSAGE_KIND.dictionaryBatch,
  table(scalar(8, SUBJECT_DICTIONARY_ID), recordBatch(1, 3), scalar(1, 0n, 'isDelta')),
  { columns: 1, regions: 3 },
);
