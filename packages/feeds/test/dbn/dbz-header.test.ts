import { describe, expect, it } from 'vitest';
import { bytesInput, openDbn } from '../../src/index.js';
import { collect, failureOf } from '../collect.js';
import { zstdFrame } from '../zstd/zstd-writer.js';
import { tradeRecord } from './dbn-writer.js';

/** A legacy file of trades of ESH1 (instrument 118, in 2024). */
function dbz({ version = 1, records = 1n, length = 0 } = {}): Buffer {
  const fixed = Buffer.alloc(96);
  fixed.write('DBZ');
  fixed[3] = version;
  fixed.write('GLBX.MDP3', 4);
  fixed.writeUInt16LE(4, 20);
  fixed.writeBigUInt64LE(records, 46);
  fixed[54] = 1;
  fixed[55] = 1;
  fixed[56] = 0;
  const text = (value: string) => Buffer.from(value.padEnd(22, '\0'));
  const numbers = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
  const symbols = Buffer.concat([
    numbers(0, 1),
    text('ESH1'),
    numbers(0, 0, 1),
    text('ESH1'),
    numbers(1, 20240701, 20240702),
    text('118'),
  ]);
  const header = Buffer.concat([fixed, zstdFrame(symbols)]);
  return Buffer.concat([
    Buffer.from('502a4d18', 'hex'),
    numbers(length === 0 ? header.length : length),
    header,
    zstdFrame(tradeRecord()),
  ]);
}

const open = (bytes: Uint8Array, options = {}) => openDbn(bytesInput('a.dbz', bytes), options);

describe('a legacy file (DBZ)', () => {
  it('is read like DBN 1', async () => {
    const feed = await open(dbz());
    expect(feed.header).toMatchObject({ version: 1, schema: 'trades', symbolTypeIn: 'raw_symbol' });
    expect((await collect(feed)).rows).toMatchObject([{ symbol: 'ESH1', price: 5528.75 }]);
    expect(feed.report()).toMatchObject({ complete: true, warnings: [] });
  });

  it('is cut where it holds fewer records than it says', async () => {
    const feed = await open(dbz({ records: 2n }));
    const { rows, error } = await collect(feed);
    expect(rows.length).toBe(1);
    expect(error?.code).toBe('TRUNCATED');
    expect(error?.problem).toContain('expected 2 records, was the end after 1');
    const unsaid = await open(dbz({ records: (1n << 64n) - 1n }));
    expect((await collect(unsaid)).error).toBeUndefined();
  });

  it.each([
    ['UNKNOWN_VERSION', dbz({ version: 2 }), 'expected DBZ version 1, was 2'],
    ['BAD_HEADER', dbz({ length: 95 }), 'expected a DBZ header of 96'],
    ['TRUNCATED', dbz({ length: 10_000 }), 'expected a DBZ header of 10000 bytes'],
  ])('is refused with %s', async (code, bytes, problem) => {
    const error = await failureOf(open(bytes));
    expect(error.code).toBe(code);
    expect(error.message).toContain(problem);
  });

  it('is no fragment', async () => {
    const fragment = { version: 1, dataset: 'GLBX.MDP3' };
    expect((await failureOf(open(dbz(), { fragment }))).code).toBe('BAD_OPTION');
  });
});
