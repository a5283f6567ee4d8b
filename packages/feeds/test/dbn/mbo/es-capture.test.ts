import { eventId, futuresMbp10, type AnyRow } from '@assay/schemas';
import { beforeAll, describe, expect, it } from 'vitest';
import { createByteReader } from '../../../src/byte-reader.js';
import { openDbn } from '../../../src/dbn/open-dbn.js';
import type { FeedReport } from '../../../src/feed.js';
import { fileInput } from '../../../src/input.js';
import { decompressZstd } from '../../../src/zstd/decompress.js';
import { hasRealData, realFile } from '../../real-data.js';
import {
  LAST,
  NaiveBook,
  rawOrders,
  SNAPSHOT,
  type NaiveLevels,
  type RawOrder,
} from './naive-book.js';

const isLong = process.env.ASSAY_LONG === '1';
/** CME opens at 17:00 Chicago, on this Monday too: 23:00 UTC. */
const OPEN_NS = 1_703_545_200_000_000_000n;

interface Day {
  readonly trades: readonly AnyRow[];
  readonly books: readonly AnyRow[];
  readonly report: FeedReport;
  readonly orders: readonly RawOrder[];
}

async function readDay(day: string): Promise<Day> {
  const path = realFile('es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`);
  const feed = await openDbn(fileInput(path));
  const trades: AnyRow[] = [];
  const books: AnyRow[] = [];
  for await (const batch of feed) {
    (batch.dataset.id === 'futures.trades.v1' ? trades : books).push(...batch.rows);
  }
  const content = createByteReader(
    decompressZstd(createByteReader(fileInput(path).chunks()), path),
  );
  const bytes = Buffer.from(await content.read(Number.MAX_SAFE_INTEGER));
  return { trades, books, report: feed.report(), orders: rawOrders(bytes) };
}

function levelsOf(row: AnyRow): NaiveLevels {
  const side = (name: string) =>
    Array.from({ length: 10 }, (_, index) => index + 1)
      .filter((level) => row[`${name}_px_${level}`] !== null)
      .map(
        (level) =>
          [Number(row[`${name}_px_${level}`]), Number(row[`${name}_sz_${level}`])] as const,
      );
  return { bids: side('bid'), asks: side('ask') };
}

/** Whether a row tells of the event that ends with this record; a snapshot states its latest. */
function isRowOf(row: AnyRow, last: RawOrder): boolean {
  return row.is_snapshot === true || row.seq === BigInt(last.sequence);
}

/** The events of a day: each ends with a record that says so, the snapshot where it stops. */
function eventsOf(orders: readonly RawOrder[]): RawOrder[][] {
  const events: RawOrder[][] = [];
  let event: RawOrder[] = [];
  for (const [index, order] of orders.entries()) {
    event.push(order);
    const isSnapshot = (order.flags & SNAPSHOT) !== 0;
    const next = orders.at(index + 1);
    const ends = isSnapshot
      ? next === undefined || (next.flags & SNAPSHOT) === 0
      : (order.flags & LAST) !== 0;
    if (ends) {
      events.push(event);
      event = [];
    }
  }
  expect(event).toEqual([]);
  return events;
}

describe.skipIf(!hasRealData)('ES order by order, 2023-12-25 [real data]', () => {
  let eve: Day;
  let day: Day;

  beforeAll(async () => {
    eve = await readDay('20231224');
    day = await readDay('20231225');
  }, 300_000);

  it('reads both days whole: 2,973 trades, nothing refused, nothing that contradicts the book', () => {
    expect(eve.report).toMatchObject({ complete: true, records: 8725, refused: [], ignored: [] });
    expect(day.report).toMatchObject({ complete: true, records: 68_792, refused: [], ignored: [] });
    expect([eve.trades.length, day.trades.length]).toEqual([0, 2973]);
    const sides = [1, -1, 0].map(
      (aggressor) => day.trades.filter((trade) => trade.aggressor === aggressor).length,
    );
    expect(sides).toEqual([1542, 1430, 1]);
    expect([...eve.report.warnings, ...day.report.warnings]).toEqual([]);
  });

  it('makes one row of the 8,725 orders of a snapshot, the same event from both files', () => {
    expect(eve.books.length).toBe(1);
    const snapshots = day.books.filter((row) => row.is_snapshot === true);
    expect(snapshots.length).toBe(1);
    // The second file made its snapshot later, and says so: only that differs.
    const { ts_recv_ns: made, ...first } = eve.books[0];
    const { ts_recv_ns: madeAgain, ...second } = snapshots[0];
    expect(second).toEqual(first);
    expect([made, madeAgain]).toEqual([1703422805718200244n, 1703462400000000000n]);
    expect(eventId(futuresMbp10, snapshots[0])).toBe(eventId(futuresMbp10, eve.books[0]));
    expect(first).toMatchObject({ ts_event_ns: 1703422805243925307n, seq: 787n, symbol: 'ESH4' });
  });

  it('tells of every event that changes the ten best levels, and of no other', () => {
    const book = new NaiveBook();
    const rows = day.books.values();
    let row = rows.next();
    let shown = '';
    let compared = 0;
    for (const event of eventsOf(day.orders)) {
      event.forEach((order) => book.apply(order));
      const levels = book.top(10);
      compared += 1;
      if (isLong || compared % 500 === 0) {
        expect(book.recount(10)).toEqual(levels);
      }
      const text = JSON.stringify(levels);
      if (text !== shown) {
        const last = event[event.length - 1];
        const found = row.value ?? {};
        if (JSON.stringify(levelsOf(found)) !== text || found.ts_event_ns !== last.tsEvent) {
          expect({ ...levelsOf(found), at: found.ts_event_ns }).toEqual({
            ...levels,
            at: last.tsEvent,
          });
        }
        row = rows.next();
        shown = text;
      }
    }
    expect(row.done).toBe(true);
    expect(compared).toBe(47_023);
  }, 300_000);

  it('prints the first trade of an event at the opposite touch before it', () => {
    let next = 0;
    // An iceberg that is refilled within its event shows no change: 51 of the 2,834.
    const counts = { events: 0, sided: 0, atTouch: 0, changed: 0 };
    for (const event of eventsOf(day.orders)) {
      const last = event[event.length - 1];
      const row = day.books.at(next);
      const changes = row?.ts_event_ns === last.tsEvent && isRowOf(row, last);
      const trade = event.find((order) => order.action === 'T');
      if (trade !== undefined) {
        counts.events += 1;
        counts.changed += changes ? 1 : 0;
        if (trade.side !== 'N') {
          const { bids, asks } = levelsOf(day.books[next - 1]);
          const [touch] = trade.side === 'B' ? asks : bids;
          counts.sided += 1;
          counts.atTouch += touch[0] === trade.price ? 1 : 0;
        }
      }
      next += changes ? 1 : 0;
    }
    expect(counts).toEqual({ events: 2834, sided: 2833, atTouch: 2833, changed: 2783 });
    expect(next).toBe(day.books.length);
  });

  it('has crossed books at event ends before the open alone', () => {
    const crossed = day.books.filter((row) => Number(row.bid_px_1) >= Number(row.ask_px_1));
    expect(crossed.length).toBeGreaterThan(0);
    expect(crossed.filter((row) => BigInt(row.ts_event_ns ?? 0) >= OPEN_NS)).toEqual([]);
  });
});
