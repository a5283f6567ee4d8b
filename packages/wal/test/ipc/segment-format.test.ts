import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RecordBatchReader, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { openMarket } from '../support/open-sequence.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function writeSample(): Promise<Buffer> {
  const root = await temporaryFolder();
  const { folder, market } = await openMarket(root);
  await market.append({ subject: 'a.ü', bytes: new Uint8Array([0, 1, 255]) });
  await market.appendBatch(
    Array.from({ length: 13 }, (_, index) => ({
      subject: `s${index % 5}`,
      bytes: Buffer.from(`p${index}`),
      ...(index % 3 === 0 ? {} : { headers: { name: `v"é${index}` } }),
    })),
  );
  await market.append({ subject: 'late', headers: {}, bytes: new Uint8Array() });
  await folder.close();
  return readFile(`${root}/market/wal-00000000000000000001.arrow`);
}

describe('the segment format', () => {
  it('is an Arrow IPC stream that another implementation reads', async () => {
    const rows = tableFromIPC(await writeSample())
      .toArray()
      .map((row) => row.toJSON() as Record<string, unknown>);
    expect(rows.map(({ position }) => position)).toEqual(
      Array.from({ length: 15 }, (_, index) => BigInt(index + 1)),
    );
    expect(rows.map(({ subject }) => subject)).toEqual([
      'a.ü',
      ...Array.from({ length: 13 }, (_, index) => `s${index % 5}`),
      'late',
    ]);
    expect(rows.slice(0, 4).map(({ headers }) => headers)).toEqual([
      null,
      null,
      '{"name":"v\\"é1"}',
      '{"name":"v\\"é2"}',
    ]);
    expect(rows.at(-1)?.headers).toBe('{}');
    expect(rows[0]?.payload).toEqual(new Uint8Array([0, 1, 255]));
    expect(rows.at(-1)?.payload).toEqual(new Uint8Array());
  });

  it('has one record batch a group commit', async () => {
    const batches = [...RecordBatchReader.from(await writeSample())];
    expect(batches.map(({ numRows }) => numRows)).toEqual([1, 13, 1]);
  });

  it('has the declared schema', async () => {
    const { schema } = tableFromIPC(await writeSample());
    expect(schema.fields.map((field) => `${field.name}: ${String(field.type)}`)).toEqual([
      'position: Int64',
      'subject: Dictionary<Int32, Utf8>',
      'headers: Utf8',
      'payload: Binary',
    ]);
    expect(schema.fields.map(({ nullable }) => nullable)).toEqual([false, false, true, false]);
  });

  it('keeps its bytes from release to release', async () => {
    const digest = createHash('sha256')
      .update(await writeSample())
      .digest('hex');
    expect(digest).toMatchInlineSnapshot(
      `"b434693ad460af9e9881af153109a251d7daf9fea7f6df9f4b771d80443853e6"`,
    );
  });
});
