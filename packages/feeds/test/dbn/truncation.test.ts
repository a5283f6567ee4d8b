import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesInput, FeedError, openDbn } from '../../src/index.js';
import { collect, type Delivered } from '../collect.js';
import { hasRealData, realFile } from '../real-data.js';
import { zstdFrame } from '../zstd/zstd-writer.js';
import { bookRecord, dbnHeader, tradeRecord } from './dbn-writer.js';

/** What a file delivers, errors at opening included. */
async function deliver(bytes: Uint8Array): Promise<Delivered> {
  try {
    return await collect(await openDbn(bytesInput('cut.dbn', bytes, 100)));
  } catch (error) {
    if (error instanceof FeedError) {
      return { batches: [], rows: [], error };
    }
    throw error;
  }
}

const HEADER = dbnHeader();
const RECORDS = [
  tradeRecord({ sequence: 1 }),
  bookRecord(1, [{ bid: 1n, bidSize: 1 }], { sequence: 2 }),
  tradeRecord({ sequence: 3 }),
];

describe('a file cut short', () => {
  it('delivers each whole record and names the place of the first that is not', async () => {
    const bytes = Buffer.concat([HEADER, ...RECORDS]);
    const ends = [0, 48, 128, 176].map((end) => HEADER.length + end);
    for (let length = 0; length <= bytes.length; length += 1) {
      const { rows, error } = await deliver(bytes.subarray(0, length));
      const whole = ends.filter((end) => end > HEADER.length && end <= length).length;
      expect([length, rows.length]).toEqual([length, whole]);
      if (ends.includes(length)) {
        expect(error).toBeUndefined();
      } else {
        expect(error?.code).toBe('TRUNCATED');
        expect(error?.place?.file).toBe('cut.dbn');
        if (length > HEADER.length) {
          const contentOffset = ends[whole];
          expect(error?.place).toEqual({ file: 'cut.dbn', record: whole + 1, contentOffset });
        }
      }
    }
  });

  it('keeps the records of the blocks that are whole, when it is compressed', async () => {
    const content = Buffer.concat([HEADER, ...RECORDS]);
    const bytes = zstdFrame(content, { blockBytes: 60, contentBytes: content.length });
    const full = await deliver(bytes);
    expect(full.error).toBeUndefined();
    expect(full.rows.length).toBe(3);
    const { rows, error } = await deliver(bytes.subarray(0, -20));
    // Eight blocks are whole: 480 bytes, of which the header has 360 and the first record 48.
    expect(rows.length).toBe(1);
    expect(error?.code).toBe('TRUNCATED');
    expect(error?.place).toMatchObject({ file: 'cut.dbn', record: 2 });
    expect(error?.place?.byteOffset).toBe(bytes.length - 20);
    expect(error?.message).toContain('the file is incomplete');
  });

  it('is TRUNCATED too when the compression is whole and the records are not', async () => {
    const { rows, error } = await deliver(
      zstdFrame(Buffer.concat([HEADER, ...RECORDS]).subarray(0, -1)),
    );
    expect(rows.length).toBe(2);
    expect(error?.code).toBe('TRUNCATED');
    expect(error?.place?.record).toBe(3);
  });
});

const TYPED = ['TRUNCATED', 'UNSUPPORTED', 'NO_EVENTS', 'BAD_OPTION', 'BAD_HEADER'];

describe.skipIf(!hasRealData)('a real file cut anywhere [real data]', () => {
  const names = hasRealData
    ? readdirSync(realFile('dbn-conformance')).filter((name) => !name.endsWith('.json'))
    : [];

  it.each(names)('%s delivers a prefix of its rows, then a typed error', async (name) => {
    const bytes = readFileSync(realFile('dbn-conformance', name));
    const full = await deliver(bytes);
    for (let length = 0; length < bytes.length; length += 1) {
      const { rows, error } = await deliver(bytes.subarray(0, length));
      expect(rows).toEqual(full.rows.slice(0, rows.length));
      if (error === undefined) {
        // A plain file that ends between two records, or after its header, looks whole.
        expect(name.endsWith('.dbn')).toBe(true);
      } else {
        expect(TYPED).toContain(error.code);
      }
    }
  });
});
