import { join } from 'node:path';
import { fileInput, openDbn } from '@assay/feeds';
import type { AnyRow } from '@assay/schemas';
import { AggressorRule } from '@assay/signals';
import { describe, expect, it } from 'vitest';

const FOLDER = process.env.ASSAY_REAL_DATA;
const MINUTES = '2024-07-01T23-58_2024-07-02T00-02.dbn.zst';
const TICK = 0.25;
const MAX_QUOTE_AGE_NS = 5_000_000_000;

async function rowsOf(name: string): Promise<AnyRow[]> {
  const rows: AnyRow[] = [];
  const path = join(FOLDER ?? '', 'es-mbp1-2024-07-01', name);
  for await (const batch of await openDbn(fileInput(path))) {
    expect(batch.refusals).toEqual([]);
    rows.push(...batch.rows);
  }
  return rows;
}

interface Verdicts {
  right: number;
  wrong: number;
  unknown: number;
}

/**
 * What the rule says of each trade whose side it is not told, held against its true one.
 *
 * @param quoteShiftNs 0: quotes at their own time. -1: a nanosecond earlier, so that the quote of
 *   a trade's own time counts as earlier
 */
function judged(
  trades: readonly AnyRow[],
  books: readonly AnyRow[],
  maxQuoteAgeNs: number,
  quoteShiftNs: 0 | -1,
): Verdicts {
  const startNs = BigInt(trades[0].ts_event_ns ?? 0);
  const since = ({ ts_event_ns: atNs }: AnyRow) => Number(BigInt(atNs ?? 0) - startNs);
  const ticks = (price: unknown) => Number(price) / TICK;
  const rule = new AggressorRule(maxQuoteAgeNs);
  const verdicts: Verdicts = { right: 0, wrong: 0, unknown: 0 };
  let given = 0;
  for (const trade of trades) {
    // Quotes of the trade's own time are there before it: the rule itself has to look past them.
    for (; given < books.length && since(books[given]) <= since(trade); given += 1) {
      const { bid_px_1: bid, ask_px_1: ask } = books[given];
      rule.quote(since(books[given]) + quoteShiftNs, ticks(bid), ticks(ask));
    }
    const side = rule.aggressorOf(since(trade), ticks(trade.price), 0);
    verdicts[side === 0 ? 'unknown' : side === trade.aggressor ? 'right' : 'wrong'] += 1;
  }
  return verdicts;
}

/** The figures of docs/signals/tape-and-score.md. */
describe.skipIf(FOLDER === undefined)('Lee–Ready on four minutes of ES [real data]', () => {
  it('finds 119 of 120 hidden sides by strictly earlier quotes, and none wrong', async () => {
    const books = await rowsOf(`futures_mbp-1_${MINUTES}`);
    const trades = await rowsOf(`futures_trades_${MINUTES}`);
    expect(books).toHaveLength(2_288);
    expect(trades).toHaveLength(120);
    expect(trades.filter(({ aggressor }) => aggressor === 1)).toHaveLength(66);
    expect(trades.filter(({ aggressor }) => aggressor === -1)).toHaveLength(54);
    expect(books.every(({ bid_px_1: bid, ask_px_1: ask }) => Number(bid) < Number(ask))).toBe(true);

    const strictly = judged(trades, books, MAX_QUOTE_AGE_NS, 0);
    // The unknown one is the first print: nothing is earlier.
    expect(strictly).toEqual({ right: 119, wrong: 0, unknown: 1 });
    // Each trade's own time has the book that the trade left behind.
    const sameTime = judged(trades, books, MAX_QUOTE_AGE_NS, -1);
    expect(sameTime).toEqual({ right: 103, wrong: 14, unknown: 3 });
    const tickTest = judged(trades, [], MAX_QUOTE_AGE_NS, 0);
    expect(tickTest).toEqual({ right: 76, wrong: 35, unknown: 9 });
  });
});
