import type { FuturesBook, FuturesTrade } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { SimulatedEvent } from '../../src/simulator/event.js';
import { market, take } from './markets.js';
import { rowProblem } from './row-problems.js';

const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
const LIMIT = 5;

/** The first few events for which `problemOf` names a problem. */
function problems(
  events: readonly SimulatedEvent[],
  problemOf: (event: SimulatedEvent) => string | undefined,
): string[] {
  const found: string[] = [];
  for (const event of events) {
    const problem = problemOf(event);
    if (problem !== undefined && found.push(`event ${event.ordinal}: ${problem}`) === LIMIT) {
      break;
    }
  }
  return found;
}

function sideProblem(row: FuturesBook, side: 'bid' | 'ask', step: 1 | -1): string | undefined {
  let last = side === 'bid' ? Infinity : -Infinity;
  for (const level of LEVELS) {
    const price = row[`${side}_px_${level}`];
    const size = row[`${side}_sz_${level}`];
    if (price === null ? size !== 0 || level === 1 : size <= 0) {
      return `${side} level ${level}: ${price} × ${size}`;
    }
    if (price !== null && (step * (price - last) <= 0 || !Number.isInteger(price * 4))) {
      return `${side} level ${level}: ${price} after ${last}`;
    }
    last = price ?? last;
  }
  return undefined;
}

/** All of them in long runs. */
const COUNT = process.env.ASSAY_LONG === '1' ? 200_000 : 60_000;

describe('a market', () => {
  const events = take(market({ seed: 20_251_216 }), COUNT);

  it('has contiguous ordinals and event times that never fall', () => {
    let lastNs = 0n;
    let ordinals = 0;
    expect(
      problems(events, ({ ordinal, row }) => {
        const holds = row.ts_event_ns >= lastNs && ordinal === ordinals;
        lastNs = row.ts_event_ns;
        ordinals += 1;
        return holds ? undefined : `at ${lastNs}`;
      }),
    ).toEqual([]);
  });

  it('puts equal event times in the order of the datasets', () => {
    let last: SimulatedEvent = events[0];
    expect(
      problems(events, (event) => {
        const tied = last.row.ts_event_ns === event.row.ts_event_ns;
        const wrong = tied && last.dataset.crossOrder > event.dataset.crossOrder;
        last = event;
        return wrong ? `${event.dataset.id} after its successor` : undefined;
      }),
    ).toEqual([]);
  });

  it('has rows that keep every type and rule of their columns', () => {
    expect(problems(events, ({ dataset, row }) => rowProblem(dataset.columns, row))).toEqual([]);
  });

  it('has six datasets, each in good number', () => {
    const counts = new Map<string, number>();
    for (const { dataset } of events) {
      counts.set(dataset.id, (counts.get(dataset.id) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(Math.min(...counts.values())).toBeGreaterThan(1_000);
  });

  it('numbers each feed upwards, and arrivals follow events in order', () => {
    const last = new Map<string, { seq: bigint; recvNs: bigint }>();
    expect(
      problems(events, ({ dataset, row }) => {
        if (!('seq' in row) || row.seq === null) {
          return undefined;
        }
        const feed = dataset.id.startsWith('futures') ? 'futures' : dataset.id;
        const before = last.get(feed) ?? { seq: 0n, recvNs: 0n };
        last.set(feed, { seq: row.seq, recvNs: row.ts_recv_ns });
        const latencyNs = row.ts_recv_ns - row.ts_event_ns;
        const plausible = latencyNs >= 100_000n && latencyNs < 50_000_000n;
        const rises = row.seq === before.seq + 1n && row.ts_recv_ns >= before.recvNs;
        return plausible && rises ? undefined : `seq ${row.seq}, latency ${latencyNs} ns`;
      }),
    ).toEqual([]);
  });

  it('keeps the book sorted, on ticks, and never locked or crossed', () => {
    expect(
      problems(events, ({ row }) => {
        if (!('bid_px_1' in row)) {
          return undefined;
        }
        const crossed = row.bid_px_1! >= row.ask_px_1! ? 'crossed' : undefined;
        return crossed ?? sideProblem(row, 'bid', -1) ?? sideProblem(row, 'ask', 1);
      }),
    ).toEqual([]);
  });

  it('prints trades at the opposite touch of the book before, which they then take away', () => {
    let book: FuturesBook | undefined;
    let prints: FuturesTrade[] = [];
    expect(
      problems(events, ({ row }) => {
        if ('aggressor' in row && 'symbol' in row) {
          prints.push(row);
        } else if ('bid_px_1' in row) {
          const problem = prints.length > 0 && book ? sweepProblem(book, prints, row) : undefined;
          book = row;
          prints = [];
          return problem;
        }
        return undefined;
      }),
    ).toEqual([]);
  });

  it('prints stock trades at or between the quotes, and options at their own', () => {
    let bid = 0;
    let ask = Infinity;
    expect(
      problems(events, ({ row }) => {
        if ('bid_px' in row) {
          bid = row.bid_px!;
          ask = row.ask_px!;
          return bid < ask ? undefined : `quotes ${bid} / ${ask}`;
        }
        if ('conditions' in row && 'symbol' in row) {
          return row.price >= bid && row.price <= ask ? undefined : `${row.price} off the quotes`;
        }
        return 'opt_bid' in row ? optionProblem(row) : undefined;
      }),
    ).toEqual([]);
  });
});

function sweepProblem(
  before: FuturesBook,
  prints: readonly FuturesTrade[],
  after: FuturesBook,
): string | undefined {
  const side = prints[0].aggressor === 1 ? 'ask' : 'bid';
  for (const [index, print] of prints.entries()) {
    const level = LEVELS[index];
    const last = index === prints.length - 1;
    const resting = before[`${side}_sz_${level}`];
    const atPrice = print.price === before[`${side}_px_${level}`];
    const taken = last ? print.size <= resting : print.size === resting;
    const stamped =
      print.ts_event_ns === after.ts_event_ns && print.aggressor === prints[0].aggressor;
    if (!atPrice || !taken || !stamped) {
      return `print ${index + 1} of ${prints.length}: ${print.size} @ ${print.price}`;
    }
  }
  const lastLevel = LEVELS[prints.length - 1];
  const left = before[`${side}_sz_${lastLevel}`] - prints[prints.length - 1].size;
  const shown = left > 0 ? left : before[`${side}_sz_${LEVELS[prints.length]}`];
  return after[`${side}_sz_1`] === shown
    ? undefined
    : `left ${after[`${side}_sz_1`]}, not ${shown}`;
}

function optionProblem(row: {
  readonly price: number;
  readonly opt_bid: number | null;
  readonly opt_ask: number | null;
  readonly aggressor: number;
}): string | undefined {
  const bid = row.opt_bid ?? 0;
  const ask = row.opt_ask!;
  const expected = row.aggressor === 1 ? row.price === ask : row.price >= bid && row.price < ask;
  const sells = row.aggressor !== -1 || row.price === row.opt_bid;
  return expected && sells && bid < ask && row.price > 0 ? undefined : `${row.price} ${bid}/${ask}`;
}
