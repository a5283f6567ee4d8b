import { exchangeCalendar } from '@assay/calendar';
import {
  futuresMbp10,
  futuresTrades,
  isOutrightOf,
  stocksTrades,
  type AnyRow,
} from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { columnOf, compareRows, HOUR_NS, rowOf, rowsOf } from './support/rows.js';
import { createScene } from './support/scene.js';

const calendar = exchangeCalendar('cme-es');
const FRONT = { root: 'ES', contract: 'front' } as const;

const trade = (tsEventNs: bigint, symbol: string, size: number, other: AnyRow = {}) =>
  rowOf(futuresTrades, tsEventNs, { symbol, size, ...other });

function sessionOf(date: string) {
  const session = calendar.session(date);
  if (session === undefined) {
    throw new Error(`no session on ${date}`);
  }
  return session;
}

/** The front contract of an instant, by looking at every trade of the session before. */
function naiveFront(trades: readonly AnyRow[], tsEventNs: bigint): string | undefined {
  const all = calendar.sessions('2024-11-20', '2025-04-10');
  const at = all.findIndex(({ endNs }) => endNs > tsEventNs);
  const before = all[at - 1];
  const volume = new Map<string, number>();
  for (const row of trades) {
    const [symbol, time] = [String(row['symbol']), row['ts_event_ns'] as bigint];
    if (/^ES[HMUZ]\d$/.test(symbol) && time >= before.startNs && time < before.endNs) {
      volume.set(symbol, (volume.get(symbol) ?? 0) + Number(row['size']));
    }
  }
  const most = Math.max(...volume.values());
  const expiry = (symbol: string) => symbol.slice(3) + symbol.slice(2, 3);
  return [...volume]
    .filter(([, contracts]) => contracts === most)
    .map(([symbol]) => symbol)
    .sort((one, other) => (expiry(one) < expiry(other) ? -1 : 1))[0];
}

/** Two trades an hour of each symbol, of sizes that change hands over the weeks: many ties. */
function rollTrades(from: string, to: string): AnyRow[] {
  const random = createSeededRandom(`roll ${from}`);
  const symbols = ['ESZ4', 'ESH5', 'ESM5', 'ESZ4-ESH5', 'MESZ4', 'NQZ4'];
  return calendar.sessions(from, to).flatMap(({ startNs, endNs }) => {
    const rows: AnyRow[] = [];
    for (let at = startNs; at < endNs; at += 8n * HOUR_NS) {
      for (const symbol of symbols) {
        const size = symbol.includes('-') || !symbol.startsWith('ES') ? 5_000 : 1 + random.below(3);
        rows.push(trade(at + BigInt(random.below(3_600)) * 1_000_000_000n, symbol, size));
      }
    }
    return rows.filter((row) => (row['ts_event_ns'] as bigint) < endNs);
  });
}

describe('contract: front', () => {
  it.each([
    ['over a weekend', '2024-12-10', '2024-12-17', '2024-12-12', '2024-12-16'],
    ['over Christmas', '2024-12-20', '2024-12-29', '2024-12-24', '2024-12-26'],
    ['over a change of clocks', '2025-03-05', '2025-03-11', '2025-03-07', '2025-03-10'],
  ])(
    'is that of the greatest volume in the session before, %s',
    async (_, first, last, from, to) => {
      const { hours, reader } = await createScene();
      const trades = rollTrades(first, last);
      await hours.put(futuresTrades, trades);
      const table = await reader.readDateRange(futuresTrades, {
        ...FRONT,
        from,
        to,
        allowMissing: true,
      });
      const wanted = trades.filter((row) => {
        const time = row['ts_event_ns'] as bigint;
        const day = new Date(Number(time / 1_000_000n)).toISOString().slice(0, 10);
        return day >= from && day <= to && row['symbol'] === naiveFront(trades, time);
      });
      expect(new Set(columnOf(table, 'symbol')).size).toBeGreaterThan(1);
      expect(rowsOf(table)).toEqual(
        wanted.sort((one, other) => compareRows(futuresTrades, one, other)),
      );
    },
  );

  it('changes at the end of a session, in the middle of a UTC date, for any dataset by contract', async () => {
    const { hours, reader } = await createScene();
    const [monday, tuesday, wednesday] = ['2024-12-16', '2024-12-17', '2024-12-18'].map(sessionOf);
    await hours.put(futuresTrades, [
      trade(monday.startNs, 'ESZ4', 3),
      trade(monday.startNs, 'ESH5', 2),
      trade(tuesday.startNs, 'ESZ4', 2),
      trade(tuesday.endNs - 1n, 'ESH5', 3),
      // Outside the session before: counts for no session's volume.
      trade(tuesday.endNs, 'ESZ4', 500),
    ]);
    const books = ['ESZ4', 'ESH5'].flatMap((symbol) =>
      [tuesday.startNs, tuesday.endNs - 1n, tuesday.endNs, wednesday.startNs].map((at) =>
        rowOf(futuresMbp10, at, { symbol, seq: at - tuesday.startNs }),
      ),
    );
    await hours.put(futuresMbp10, books);
    const table = await reader.readFuturesMbp10({ ...FRONT, date: '2024-12-17' });
    expect(rowsOf(table).map(({ symbol, ts_event_ns: at }) => [symbol, at])).toEqual([
      ['ESZ4', tuesday.endNs - 1n],
      ['ESH5', tuesday.endNs],
      ['ESH5', wednesday.startNs],
    ]);
  });

  it('takes the earlier expiry of equal volumes, and a dated contract before any other', async () => {
    const { hours, reader } = await createScene();
    const [monday, tuesday] = ['2024-12-16', '2024-12-17'].map(sessionOf);
    const noon = tuesday.endNs - 5n * HOUR_NS;
    const rows = [
      trade(monday.startNs, 'ESH5', 7),
      trade(monday.startNs, 'ESZ4', 7),
      trade(monday.startNs, 'ESM5', 7),
      trade(monday.startNs, 'ES.c.0', 900),
      trade(monday.startNs, 'ESZ4-ESH5', 900),
      ...['ESH5', 'ESZ4', 'ESM5', 'ES.c.0'].map((symbol) => trade(noon, symbol, 1)),
    ];
    await hours.put(futuresTrades, rows);
    const request = { ...FRONT, date: '2024-12-17', startNs: noon };
    expect(columnOf(await reader.readFuturesTrades(request), 'symbol')).toEqual(['ESZ4']);
    expect(rows.filter(({ symbol }) => isOutrightOf('ES', String(symbol)))).toHaveLength(8);
  });

  it('names the commands for the trades of the session before', async () => {
    const { bronze, hours, reader } = await createScene();
    const [monday, tuesday] = ['2024-12-16', '2024-12-17'].map(sessionOf);
    const noon = tuesday.endNs - 5n * HOUR_NS;
    await hours.put(futuresMbp10, [rowOf(futuresMbp10, noon, { symbol: 'ESZ4' })]);
    const request = { ...FRONT, date: '2024-12-17' };
    const why = 'front contract of ES in session 2024-12-17, by the volume of session 2024-12-16: ';
    await expect(reader.readFuturesMbp10(request)).rejects.toMatchObject({
      code: 'NO_DATA',
      message: `${why}expected trades of its outrights, was none: name a symbol, or pass allowMissing for the other sessions`,
    });
    expect((await reader.readFuturesMbp10({ ...request, allowMissing: true })).numRows).toBe(0);
    await bronze.add(futuresTrades, [
      trade(monday.startNs, 'ESZ4', 1),
      trade(monday.endNs - 1n, 'ESZ4', 1),
      trade(monday.endNs - 1n, 'ESH5', 1),
    ]);
    const command = 'silver-cli compact --date';
    const refused = {
      code: 'NOT_COMPACTED',
      message: expect.stringMatching(
        new RegExp(
          `^${why}expected .*: run ${command} 2024-12-15 --schema futures.trades --symbol ESZ4; ` +
            `${command} 2024-12-16 --schema futures.trades$`,
        ),
      ) as string,
    };
    await expect(reader.readFuturesMbp10(request)).rejects.toMatchObject(refused);
    await expect(reader.readFuturesMbp10({ ...request, allowMissing: true })).rejects.toMatchObject(
      refused,
    );
  });

  it('sees what is compacted anew between two reads', async () => {
    const { hours, reader } = await createScene();
    const [monday, tuesday] = ['2024-12-16', '2024-12-17'].map(sessionOf);
    const noon = tuesday.endNs - 5n * HOUR_NS;
    const rows = [trade(monday.startNs, 'ESH5', 2), trade(monday.startNs, 'ESZ4', 3)];
    await hours.put(futuresTrades, [
      ...rows,
      ...['ESH5', 'ESZ4'].map((symbol) => trade(noon, symbol, 1)),
    ]);
    const request = { ...FRONT, date: '2024-12-17', columns: ['symbol'] };
    const front = async () => columnOf(await reader.readFuturesTrades(request), 'symbol');
    expect(await front()).toEqual(['ESZ4']);
    expect(await front()).toEqual(['ESZ4']);
    await hours.put(futuresTrades, [rows[0], trade(monday.startNs, 'ESH5', 2)]);
    expect(await front()).toEqual(['ESH5']);
  });

  it('refuses roots whose sessions are not known, unless a calendar is named', async () => {
    const { hours, reader } = await createScene();
    const [monday, tuesday] = ['2024-12-16', '2024-12-17'].map(sessionOf);
    await hours.put(futuresTrades, [
      trade(monday.startNs, 'NQZ4', 2),
      trade(tuesday.endNs - HOUR_NS, 'NQZ4', 2),
    ]);
    const request = { root: 'NQ', contract: 'front', date: '2024-12-17' } as const;
    const refused = async (other: object, message: string) => {
      const reading = reader.readFuturesTrades({ ...request, ...other });
      await expect(reading).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      await expect(reading).rejects.toThrow(message);
    };
    await refused(
      {},
      'known sessions (ES, MES), or "calendar" (us-equities, us-index-options, cme-es)',
    );
    await refused({ calendar: 'lunar' }, 'was calendar lunar');
    await refused({ root: undefined, symbol: 'NQZ4' }, 'expected "root"');
    await refused({ calendar: 'cme-es', date: '2014-01-02' }, 'expected a date from 2015-09-21');
    const named = await reader.readFuturesTrades({ ...request, calendar: 'cme-es' });
    expect(named.numRows).toBe(1);
    await expect(reader.readDate(stocksTrades, { ...request, root: 'SPY' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
