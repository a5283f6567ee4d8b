import { stocksQuotes, type AnyRow } from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { compareRows, DATE, DAY_NS, HOUR_NS, rowOf, rowsOf, TWO_NS } from './support/rows.js';
import { createScene } from './support/scene.js';

/** Quotes of three symbols over two days, sides often absent, many of one instant. */
function generatedQuotes(seed: string, count: number): AnyRow[] {
  const random = createSeededRandom(seed);
  const side = (name: string) =>
    random.chance(0.6)
      ? { [`${name}_px`]: null, [`${name}_sz`]: 0 }
      : { [`${name}_px`]: 100 + random.below(9), [`${name}_sz`]: 100 * random.below(5) };
  return Array.from({ length: count }, () => {
    const hour = BigInt(random.pick([-14, -3, 0, 1, 10, 24, 25]));
    return rowOf(stocksQuotes, TWO_NS + hour * HOUR_NS + BigInt(random.below(200)), {
      symbol: random.pick(['SPY', 'IBM', 'A']),
      seq: BigInt(random.below(1_000_000)),
      ...side('bid'),
      ...side('ask'),
    });
  });
}

/** For every absent side, a search backwards over all rows of its symbol and UTC date. */
function naivelyFilled(sorted: readonly AnyRow[]): AnyRow[] {
  const dayOf = (row: AnyRow) => (row['ts_event_ns'] as bigint) / DAY_NS;
  return sorted.map((row, index) => {
    const filled = { ...row };
    for (const side of ['bid', 'ask']) {
      const before = sorted
        .slice(0, index + 1)
        .reverse()
        .find(
          (other) =>
            other['symbol'] === row['symbol'] &&
            dayOf(other) === dayOf(row) &&
            other[`${side}_px`] !== null,
        );
      filled[`${side}_px`] = before?.[`${side}_px`] ?? null;
      filled[`${side}_sz`] = before === undefined ? row[`${side}_sz`] : before[`${side}_sz`];
    }
    return filled;
  });
}

describe('filled', () => {
  it('takes each absent side from the last one before it, as a search backwards does', async () => {
    const { hours, reader } = await createScene();
    const rows = generatedQuotes('filled', 1_500);
    await hours.put(stocksQuotes, rows);
    const sorted = [...rows].sort((one, other) => compareRows(stocksQuotes, one, other));
    const filled = naivelyFilled(sorted);
    const dates = { from: DATE, to: '2024-12-19' };
    const all = await reader.readStockQuotes({ ...dates, all: true, filled: true });
    expect(rowsOf(all)).toEqual(filled);
    const ofIbm = await reader.readStockQuotes({ ...dates, symbol: 'IBM', filled: true });
    expect(rowsOf(ofIbm)).toEqual(filled.filter(({ symbol }) => symbol === 'IBM'));
    for (const startNs of [TWO_NS + 50n, TWO_NS + HOUR_NS, TWO_NS + 24n * HOUR_NS + 77n]) {
      const window = { startNs, endNs: startNs + 20n * HOUR_NS };
      const cut = await reader.readStockQuotes({ ...dates, all: true, filled: true, ...window });
      expect(rowsOf(cut)).toEqual(
        filled.filter(({ ts_event_ns: at }) => {
          const time = at as bigint;
          return time >= window.startNs && time < window.endNs;
        }),
      );
    }
  });

  it('gives the columns asked for alone, and leaves what is stored as it is', async () => {
    const { hours, reader } = await createScene();
    const quote = (at: bigint, other: AnyRow) =>
      rowOf(stocksQuotes, TWO_NS + at, { symbol: 'IBM', bid_sz: 0, ask_sz: 0, ...other });
    await hours.put(stocksQuotes, [
      quote(0n, {}),
      quote(1n, { bid_px: 9, bid_sz: 300 }),
      quote(2n, { ask_px: 10, ask_sz: 100 }),
      quote(HOUR_NS, { bid_px: 8, bid_sz: 0 }),
    ]);
    const request = { symbol: 'IBM', date: DATE, columns: ['ask_px', 'bid_sz', '_ord', 'bid_px'] };
    expect(rowsOf(await reader.readStockQuotes({ ...request, filled: true }))).toEqual([
      { ask_px: null, bid_sz: 0, _ord: 0, bid_px: null },
      { ask_px: null, bid_sz: 300, _ord: 0, bid_px: 9 },
      { ask_px: 10, bid_sz: 300, _ord: 0, bid_px: 9 },
      { ask_px: 10, bid_sz: 0, _ord: 0, bid_px: 8 },
    ]);
    expect(rowsOf(await reader.readStockQuotes(request)).map((row) => row['bid_px'])).toEqual([
      null,
      9,
      null,
      8,
    ]);
  });

  it('wants the hours before the window compacted, which it looks back to', async () => {
    const { bronze, hours, reader } = await createScene();
    const rows = [-HOUR_NS, 0n].map((at) =>
      rowOf(stocksQuotes, TWO_NS + at, { symbol: 'IBM', bid_sz: 0, ask_sz: 0 }),
    );
    await bronze.add(stocksQuotes, rows);
    await hours.put(stocksQuotes, rows.slice(1));
    const request = { symbol: 'IBM', date: DATE, startNs: TWO_NS, endNs: TWO_NS + HOUR_NS };
    expect((await reader.readStockQuotes(request)).numRows).toBe(1);
    await expect(reader.readStockQuotes({ ...request, filled: true })).rejects.toMatchObject({
      code: 'NOT_COMPACTED',
      message: expect.stringContaining('IBM 2024-12-18 hour 13 compacted') as string,
    });
  });
});
