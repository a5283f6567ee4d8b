import { join } from 'node:path';
import { fileInput, openDbn } from '@assay/feeds';
import type { AnyRow } from '@assay/schemas';
import { AggressorRule } from '@assay/signals';
import { describe, expect, it } from 'vitest';

const FOLDER = process.env.ASSAY_REAL_DATA;
const TICK = 0.25;
const MAX_QUOTE_AGE_NS = 5_000_000_000;

interface Capture {
  readonly trades: AnyRow[];
  readonly books: AnyRow[];
}

/** Outrights of one contract, by time; rows of one time in the order of the files. */
async function capture(symbol: string, files: readonly string[]): Promise<Capture> {
  const found: Capture = { trades: [], books: [] };
  for (const file of files) {
    for await (const batch of await openDbn(fileInput(join(FOLDER ?? '', file)))) {
      expect(batch.refusals).toEqual([]);
      const rows = batch.dataset.id === 'futures.trades.v1' ? found.trades : found.books;
      rows.push(...batch.rows.filter((row) => row.symbol === symbol));
    }
  }
  for (const rows of [found.trades, found.books]) {
    rows.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
  }
  return found;
}

function timeOf({ ts_event_ns: atNs }: AnyRow): bigint {
  return BigInt(atNs ?? 0);
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
function judged({ trades, books }: Capture, quoteShiftNs: 0 | -1): Verdicts {
  const startNs = timeOf(trades[0]);
  const since = (row: AnyRow) => Number(timeOf(row) - startNs);
  const ticks = (price: unknown) => Math.round(Number(price) / TICK);
  const rule = new AggressorRule(MAX_QUOTE_AGE_NS);
  const verdicts: Verdicts = { right: 0, wrong: 0, unknown: 0 };
  let given = 0;
  for (const trade of trades) {
    // Quotes of the trade's own time are there before it: the rule itself has to look past them.
    for (; given < books.length && timeOf(books[given]) <= timeOf(trade); given += 1) {
      const { bid_px_1: bid, ask_px_1: ask } = books[given];
      rule.quote(since(books[given]) + quoteShiftNs, ticks(bid), ticks(ask));
    }
    const side = rule.aggressorOf(since(trade), ticks(trade.price), 0);
    if (trade.aggressor !== 0) {
      verdicts[side === 0 ? 'unknown' : side === trade.aggressor ? 'right' : 'wrong'] += 1;
    }
  }
  return verdicts;
}

/** The figures of docs/signals/tape-and-score.md. */
describe.skipIf(FOLDER === undefined)('Lee–Ready on true aggressors of ES [real data]', () => {
  it('finds 119 of 120 sides by strictly earlier quotes, 103 by quotes of the same time', async () => {
    const minutes = '2024-07-01T23-58_2024-07-02T00-02.dbn.zst';
    const found = await capture('ESU4', [
      `es-mbp1-2024-07-01/futures_mbp-1_${minutes}`,
      `es-mbp1-2024-07-01/futures_trades_${minutes}`,
    ]);
    expect(found.books).toHaveLength(2_288);
    expect(found.trades).toHaveLength(120);
    expect(found.trades.filter(({ aggressor }) => aggressor === 1)).toHaveLength(66);
    expect(found.trades.filter(({ aggressor }) => aggressor === -1)).toHaveLength(54);
    // The unknown one is the first print: nothing is earlier.
    expect(judged(found, 0)).toEqual({ right: 119, wrong: 0, unknown: 1 });
    expect(judged(found, -1)).toEqual({ right: 103, wrong: 14, unknown: 3 });
    expect(judged({ ...found, books: [] }, 0)).toEqual({ right: 76, wrong: 35, unknown: 9 });
  });

  it.skipIf(process.env.ASSAY_LONG !== '1')(
    'finds all sides of an evening by strictly earlier quotes [long]',
    async () => {
      const found = await capture(
        'ESH4',
        ['20231224', '20231225'].map(
          (day) => `es-mbo-2023-12-25/esh4-glbx-mdp3-${day}.mbo.dbn.zst`,
        ),
      );
      expect(found.trades).toHaveLength(2_973);
      expect(judged(found, 0)).toEqual({ right: 2_972, wrong: 0, unknown: 0 });
      expect(judged(found, -1)).toEqual({ right: 2_652, wrong: 319, unknown: 1 });
      expect(judged({ ...found, books: [] }, 0)).toEqual({ right: 2_222, wrong: 748, unknown: 2 });
    },
  );
});
