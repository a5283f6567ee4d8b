import { createFramer } from '@assay/query';
import { createDatasetRegistry } from '@assay/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesInput, encodeBatch, fileInput, openDbn, type Feed } from '../../src/index.js';
import { collect } from '../collect.js';
import { hasRealData, realFile } from '../real-data.js';
import { bookRecord, dbnHeader, NOON, tradeRecord, UNDEF_PRICE, UNDEF_TIME } from './dbn-writer.js';

const framer = createFramer(createDatasetRegistry());

/** Which events of each batch Bronze's framer refuses, beside those that the decoder refuses. */
async function judge(feed: Feed): Promise<{ framed: number[]; decoded: number[]; rows: number }> {
  const framed: number[] = [];
  const decoded: number[] = [];
  let rows = 0;
  for (const batch of (await collect(feed)).batches) {
    const bytes = Buffer.from(encodeBatch(batch).join('\n'));
    const headers = { 'Content-Type': 'application/x-ndjson' };
    framer.frame(
      { subject: batch.dataset.subject ?? '', headers, bytes },
      {
        row: () => (rows += 1),
        deadLetter: (_, index) => framed.push(batch.firstOrdinal + index),
      },
    );
    decoded.push(...batch.refusals.map((each) => batch.firstOrdinal + each.index));
  }
  return { framed, decoded, rows };
}

/** Plain values mostly, those at the edges often. */
const record = fc.record({
  tsEvent: fc.constantFrom(NOON, NOON, UNDEF_TIME, 0n, 1n << 63n),
  tsRecv: fc.constantFrom(NOON, NOON, UNDEF_TIME, 0n),
  price: fc.oneof(
    fc.constantFrom(0n, -1n, 1n, UNDEF_PRICE, -(1n << 63n)),
    fc.bigInt({ min: -(1n << 63n), max: UNDEF_PRICE }),
  ),
  size: fc.constantFrom(1, 2_147_483_647, 0, 2_147_483_648, 4_294_967_295),
  action: fc.constantFrom('T', 'T', 'A', '\u0000'),
  side: fc.constantFrom('A', 'B', 'N', 'Z'),
  instrument: fc.constantFrom(118, 118, 5),
});
const size = fc.constantFrom(0, 1, 2_147_483_647, 2_147_483_648, 4_294_967_295);
const price = fc.constantFrom(UNDEF_PRICE, 0n, -250_000_000n, 5_528_000_000_000n, 1n);
const level = fc.record({ bid: price, ask: price, bidSize: size, askSize: size });

describe('what the decoder refuses', () => {
  it.each(['GLBX.MDP3', 'XNAS.ITCH'])('is what Bronze would refuse, of %s', async (dataset) => {
    const records = fc.oneof(
      record.map((each) => tradeRecord(each)),
      fc.tuple(record, level).map(([each, top]) => bookRecord(1, [top], each)),
      fc
        .tuple(record, fc.array(level, { maxLength: 10 }))
        .map(([each, levels]) => bookRecord(10, levels, each)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(records, { maxLength: 30 }), async (parts) => {
        const bytes = Buffer.concat([dbnHeader({ dataset }), ...parts]);
        const feed = await openDbn(bytesInput('a.dbn', bytes), { tradesFromBooks: true });
        const { framed, decoded } = await judge(feed);
        expect(framed).toEqual(decoded);
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!hasRealData)('rows of real files [real data]', () => {
  it.each([
    ['es-mbp1-2024-07-01', 'futures_mbp-1_2024-07-01T23-58_2024-07-02T00-02.dbn.zst', 2288],
    ['databento-samples/XNAS.ITCH', 'test_data.mbp-10.dbn.zst', 4],
    ['databento-samples/GLBX.MDP3', 'test_data.mbp-10.dbn.zst', 4],
  ])('are rows for Bronze: %s', async (folder, name, count) => {
    const feed = await openDbn(fileInput(realFile(folder, name)));
    expect(await judge(feed)).toEqual({ framed: [], decoded: [], rows: count });
  });
});
