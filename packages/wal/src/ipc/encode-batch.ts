import type { BatchColumns } from '../batch-buffer.js';
import { padded } from './framing.js';
import { DICTIONARY_HEAD, RECORD_HEAD } from './message-head.js';
import { REGION, dictionaryLayout, recordLayout } from './record-layout.js';

/** Subjects of one segment: grows only, and is written as it grows. */
export interface SubjectTable {
  readonly names: string[];
  readonly indexes: Map<string, number>;
}

/** One encapsulated Arrow message, in the parts that are to be written one after the other. */
export interface EncodedMessage {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/**
 * The record batch of `columns`, whose first message has position `first`. Subjects must be in `table`
 * already. Two parts alias `columns`: write them before it is reset.
 */
export function encodeRecordBatch(
  columns: BatchColumns,
  first: bigint,
  durable: bigint,
  table: SubjectTable,
): EncodedMessage {
  const { rows, headerNulls } = columns;
  const headerBytes = columns.headerData.length;
  const payloadBytes = columns.payloadData.length;
  const { regions, bodyBytes } = recordLayout({ rows, headerNulls, headerBytes, payloadBytes });
  const at = (region: number): number => regions[region]?.offset ?? 0;

  // The body's front: everything before the text of the headers.
  const front = new Uint8Array(at(REGION.headerData));
  const positions = new BigInt64Array(front.buffer, at(REGION.positions), rows);
  const subjects = new Int32Array(front.buffer, at(REGION.subjects), rows);
  const names = columns.subjectNames.map((name) => table.indexes.get(name) ?? 0);
  for (let row = 0; row < rows; row += 1) {
    positions[row] = first + BigInt(row);
    subjects[row] = names[columns.subjects[row] ?? 0] ?? 0;
  }
  if (headerNulls > 0) front.set(columns.headerValidity, at(REGION.headerValidity));
  new Int32Array(front.buffer, at(REGION.headerOffsets), rows + 1).set(columns.headerOffsets);

  const middle = new Uint8Array(at(REGION.payloadData) - at(REGION.payloadOffsets));
  new Int32Array(middle.buffer, 0, rows + 1).set(columns.payloadOffsets);

  const body = [
    front,
    columns.headerData,
    padding(headerBytes),
    middle,
    columns.payloadData,
    padding(payloadBytes),
  ];
  const nullCounts = [0, 0, headerNulls, 0];
  const head = RECORD_HEAD.write({ rows, nullCounts, regions, bodyBytes, durable }, body);
  return { parts: [head, ...body], bytes: head.length + bodyBytes };
}

/** The dictionary batch that adds `names`; the first one of a segment starts the dictionary. */
export function encodeDictionaryBatch(
  names: readonly string[],
  durable: bigint,
  isDelta: boolean,
): EncodedMessage {
  const data = Buffer.from(names.join(''));
  const { regions, bodyBytes } = dictionaryLayout(names.length, data.length);
  const front = new Uint8Array(padded(4 * (names.length + 1)));
  const offsets = new Int32Array(front.buffer, 0, names.length + 1);
  names.forEach((name, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + Buffer.byteLength(name);
  });
  const body = [front, data, padding(data.length)];
  const values = { rows: names.length, nullCounts: [0], regions, bodyBytes, durable, isDelta };
  const head = DICTIONARY_HEAD.write(values, body);
  return { parts: [head, ...body], bytes: head.length + bodyBytes };
}

const ZEROS = new Uint8Array(8);
const padding = (bytes: number): Uint8Array => ZEROS.subarray(0, padded(bytes) - bytes);
