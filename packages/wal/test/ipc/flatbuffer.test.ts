import { MessageHeader } from 'apache-arrow';
import { Message } from 'apache-arrow/ipc/metadata/message';
import type { DictionaryBatch, RecordBatch } from 'apache-arrow/ipc/metadata/message';
import { describe, expect, it } from 'vitest';
import { DICTIONARY_HEAD, RECORD_HEAD } from '../../src/ipc/message-head.js';
import { dictionaryLayout, recordLayout } from '../../src/ipc/record-layout.js';
import { SCHEMA_MESSAGE } from '../../src/ipc/schema-message.js';

/** The head's metadata, read by Arrow's own FlatBuffers code. */
const decode = (head: Buffer): Message => Message.decode(head.subarray(8));

describe('message heads', () => {
  it('say what they were given, as Arrow reads them', () => {
    const layout = recordLayout({ rows: 3, headerNulls: 1, headerBytes: 10, payloadBytes: 20 });
    const values = { rows: 3, nullCounts: [0, 0, 1, 0], durable: 41n, ...layout };
    const message = decode(RECORD_HEAD.write(values, [Buffer.from('body')]));
    expect(message.headerType).toBe(MessageHeader.RecordBatch);
    expect(message.bodyLength).toBe(layout.bodyBytes);
    expect([...message.metadata]).toEqual([
      ['assay.crc32', expect.stringMatching(/^[0-9a-f]{8}$/)],
      ['assay.durable', '00000000000000000041'],
    ]);
    const header = message.header() as RecordBatch;
    expect(header.length).toBe(3);
    expect(header.nodes.map(({ nullCount }) => nullCount)).toEqual([0, 0, 1, 0]);
    expect(header.buffers.map(({ offset, length }) => ({ offset, length }))).toEqual(
      layout.regions,
    );
  });

  it('of dictionary batches say whether they add to the dictionary', () => {
    const layout = dictionaryLayout(2, 7);
    const values = { rows: 2, nullCounts: [0], durable: 0n, ...layout };
    for (const isDelta of [false, true]) {
      const message = decode(DICTIONARY_HEAD.write({ ...values, isDelta }, []));
      expect(message.headerType).toBe(MessageHeader.DictionaryBatch);
      const header = message.header() as DictionaryBatch;
      expect(header).toMatchObject({ id: 0, isDelta });
    }
  });

  it('are multiples of eight bytes long, and differ in length by kind', () => {
    const lengths = [SCHEMA_MESSAGE.length, RECORD_HEAD.length, DICTIONARY_HEAD.length];
    expect(lengths.map((length) => length % 8)).toEqual([0, 0, 0]);
    expect(new Set(lengths).size).toBe(3);
  });
});
