import { decodeHeaders } from '../headers.js';
import type { WalMessage } from '../message.js';
import { PREFIX_BYTES } from './framing.js';
import { DICTIONARY_HEAD, RECORD_HEAD } from './message-head.js';
import type { MessageHead, Region } from './message-head.js';
import { REGION, dictionaryLayout, recordLayout } from './record-layout.js';

/** A whole, checked record batch inside a block that was read. */
export interface RecordUnit {
  readonly kind: 'records';
  readonly first: bigint;
  readonly rows: number;
  readonly durable: bigint;
  readonly regions: readonly Region[];
  /** The message's body: a view into the block. */
  readonly body: Buffer;
}

/** A whole, checked dictionary batch. */
export interface DictionaryUnit {
  readonly kind: 'subjects';
  readonly names: readonly string[];
  readonly isDelta: boolean;
  readonly durable: bigint;
}

/** Bytes that are no whole batch, and why. */
export interface BadUnit {
  readonly kind: 'bad';
  readonly reason: string;
}

/** Larger than the body of any batch this release writes. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/**
 * How many bytes the message at `at` has: exact, once its head is there; before that, how many have to
 * be there to tell.
 */
export function measureUnit(bytes: Buffer, at: number): { bytes: number } | BadUnit {
  if (bytes.length - at < PREFIX_BYTES) return { bytes: PREFIX_BYTES };
  const head = headAt(bytes, at);
  if (head === undefined)
    return { kind: 'bad', reason: 'no Arrow message of this log starts here' };
  if (bytes.length - at < head.length) return { bytes: head.length };
  const bodyBytes = head.readBodyBytes(bytes, at);
  if (bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) {
    return { kind: 'bad', reason: `a body of ${bodyBytes} bytes is announced` };
  }
  return { bytes: head.length + bodyBytes };
}

/** Decodes and checks the message at `at`, all of which must be in `bytes` (see `measureUnit`). */
export function decodeUnit(bytes: Buffer, at: number): RecordUnit | DictionaryUnit | BadUnit {
  const head = headAt(bytes, at);
  if (head === undefined)
    return { kind: 'bad', reason: 'no Arrow message of this log starts here' };
  const body = bytes.subarray(at + head.length, at + head.length + head.readBodyBytes(bytes, at));
  return head === RECORD_HEAD ? decodeRecords(bytes, at, body) : decodeDictionary(bytes, at, body);
}

function headAt(bytes: Buffer, at: number): MessageHead | undefined {
  return [RECORD_HEAD, DICTIONARY_HEAD].find(
    (head) => bytes.compare(head.prefix, 0, PREFIX_BYTES, at, at + PREFIX_BYTES) === 0,
  );
}

/**
 * A batch is right when writing its head again, from what it says and the body, gives the same bytes:
 * so any flipped bit shows, in the head as in the body.
 */
function headIs(bytes: Buffer, at: number, expected: Buffer): boolean {
  return bytes.compare(expected, 0, expected.length, at, at + expected.length) === 0;
}

const BAD_SIZES: BadUnit = { kind: 'bad', reason: 'the sizes in the batch contradict each other' };
const BAD_BYTES: BadUnit = { kind: 'bad', reason: 'the batch does not match its checksum' };

function decodeRecords(bytes: Buffer, at: number, body: Buffer): RecordUnit | BadUnit {
  const rows = RECORD_HEAD.readRows(bytes, at);
  const headerNulls = RECORD_HEAD.readNullCount(bytes, at, 2);
  const headerBytes = RECORD_HEAD.readRegionLength(bytes, at, REGION.headerData);
  const payloadBytes = RECORD_HEAD.readRegionLength(bytes, at, REGION.payloadData);
  const sizes = [rows - 1, headerNulls, headerBytes, payloadBytes];
  if (sizes.some((size) => size < 0 || size > body.length)) return BAD_SIZES;
  const { regions, bodyBytes } = recordLayout({ rows, headerNulls, headerBytes, payloadBytes });
  const durable = RECORD_HEAD.readDurable(bytes, at);
  const nullCounts = [0, 0, headerNulls, 0];
  const values = { rows, nullCounts, regions, bodyBytes, durable };
  if (bodyBytes !== body.length) return BAD_SIZES;
  if (!headIs(bytes, at, RECORD_HEAD.write(values, [body]))) return BAD_BYTES;
  const first = body.readBigInt64LE(regions[REGION.positions]?.offset ?? 0);
  return { kind: 'records', first, rows, durable, regions, body };
}

function decodeDictionary(bytes: Buffer, at: number, body: Buffer): DictionaryUnit | BadUnit {
  const rows = DICTIONARY_HEAD.readRows(bytes, at);
  const textBytes = DICTIONARY_HEAD.readRegionLength(bytes, at, 2);
  if ([rows - 1, textBytes].some((size) => size < 0 || size > body.length)) return BAD_SIZES;
  const { regions, bodyBytes } = dictionaryLayout(rows, textBytes);
  const durable = DICTIONARY_HEAD.readDurable(bytes, at);
  const isDelta = DICTIONARY_HEAD.readIsDelta(bytes, at);
  const values = { rows, nullCounts: [0], regions, bodyBytes, durable, isDelta };
  if (bodyBytes !== body.length) return BAD_SIZES;
  if (!headIs(bytes, at, DICTIONARY_HEAD.write(values, [body]))) return BAD_BYTES;
  const start = regions[2]?.offset ?? 0;
  const names = Array.from({ length: rows }, (_, row) =>
    body.toString('utf8', start + body.readInt32LE(4 * row), start + body.readInt32LE(4 * row + 4)),
  );
  return { kind: 'subjects', names, isDelta, durable };
}

/** Appends the messages `[from, to)` of a batch to `target`. Payloads are views into the body. */
export function readMessages(
  unit: RecordUnit,
  subjects: readonly string[],
  from: number,
  to: number,
  target: WalMessage[],
): void {
  const { body, rows, regions } = unit;
  const at = (region: number): number => regions[region]?.offset ?? 0;
  const ints = (region: number, length: number): Int32Array =>
    new Int32Array(body.buffer, body.byteOffset + at(region), length);
  const subjectIndexes = ints(REGION.subjects, rows);
  const headerOffsets = ints(REGION.headerOffsets, rows + 1);
  const payloadOffsets = ints(REGION.payloadOffsets, rows + 1);
  const allValid = (regions[REGION.headerValidity]?.length ?? 0) === 0;
  const hasHeaders = (row: number): boolean =>
    allValid || ((body[at(REGION.headerValidity) + (row >> 3)] ?? 0) & (1 << (row & 7))) !== 0;
  const headerStart = at(REGION.headerData);
  const payloadStart = body.byteOffset + at(REGION.payloadData);

  for (let row = from; row < to; row += 1) {
    const start = payloadOffsets[row] ?? 0;
    target.push({
      position: unit.first + BigInt(row),
      subject: subjects[subjectIndexes[row] ?? 0] ?? '',
      headers: hasHeaders(row)
        ? decodeHeaders(
            body.toString(
              'utf8',
              headerStart + (headerOffsets[row] ?? 0),
              headerStart + (headerOffsets[row + 1] ?? 0),
            ),
          )
        : undefined,
      bytes: new Uint8Array(
        body.buffer,
        payloadStart + start,
        (payloadOffsets[row + 1] ?? 0) - start,
      ),
    });
  }
}
