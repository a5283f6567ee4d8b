import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barrierOf } from '../../src/barrier/barrier-of.js';
import { ProxyBook } from '../../src/book/proxy-book.js';
import type { ZoneFlows } from '../../src/book/zone-flows.js';
import { SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { book, print, pushAll, tick, type BookEvent } from '../book/support/book-events.js';

const PAGE = readFileSync(
  join(import.meta.dirname, '../../../../docs/signals/barrier.md'),
  'utf8',
).replaceAll('−', '-');
const GRID_NS = 250_000_000;
const LEVEL_TICKS = 24_000;

/** Cells of the table after a `worked example` mark, without its head. */
function tableOf(mark: string): string[][] {
  const rows = PAGE.split(`<!-- worked example: ${mark} -->`)[1]
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const end = rows.findIndex((cells) => cells.length < 3);
  return rows.slice(2, end).map((cells) => cells.slice(1, -1));
}

function ticksOf(price: string): number {
  return Number(price) / 0.25;
}

function eventOf([at, row, what]: readonly string[]): BookEvent {
  const atNs = Math.round(Number(at) * 1e9);
  if (row === 'print') {
    const [, size, price] = /^(\d+) sold at ([\d.]+)$/.exec(what) ?? [];
    return print(atNs, ticksOf(price), Number(size), -1);
  }
  const bids = what.split(', ').map((level) => {
    const [price, size] = level.split(' × ');
    return [ticksOf(price), Number(size)] as const;
  });
  return book(atNs, bids, [[24_001, 50]], { depth: 3 });
}

function zoneAfter(events: readonly BookEvent[], tNs: number): ZoneFlows {
  const proxy = new ProxyBook(SPY_PARAMETERS, GRID_NS);
  pushAll(proxy, [...events, tick(tNs)]);
  return proxy.zone('bid', LEVEL_TICKS);
}

describe('docs/signals/barrier.md', () => {
  it('works out the flows that the book counts', () => {
    const rows = tableOf('flows');
    const events = rows.map(eventOf);
    expect(events.filter(({ kind }) => kind === 'book')).toHaveLength(6);
    let before = { added: 0, canceled: 0, filled: 0 };
    for (const [index, [, , , added, canceled, filled]] of rows.entries()) {
      if (added === '') continue;
      const so = zoneAfter(events.slice(0, index + 1), events[index].atNs);
      expect([
        so.added - before.added,
        so.canceled - before.canceled,
        so.filled - before.filled,
      ]).toEqual([added, canceled, filled].map(Number));
      before = so;
    }
  });

  it('sums them up around the level', () => {
    const zone = zoneAfter(tableOf('flows').map(eventOf), 1.25e9);
    expect(zone).toEqual({
      added: 80,
      canceled: 25,
      filled: 75,
      depth: 160,
      visiblePrices: 11,
      zonePrices: 17,
      isUnknown: false,
    });
    expect(barrierOf(zone, null, SPY_PARAMETERS)).toMatchObject({
      state: 'ABSORPTION',
      deltaLiq: -20,
      replenishmentRatio: 0.8,
      confidence: 0.36,
    });
  });

  it('says the states that the engine says', () => {
    const rows = tableOf('states');
    expect(rows).toHaveLength(9);
    for (const [added, canceled, filled, depth, percentile, delta, ratio, state, sure] of rows) {
      const zone = {
        added: Number(added),
        canceled: Number(canceled),
        filled: Number(filled),
        depth: Number(depth),
        visiblePrices: 17,
        zonePrices: 17,
        isUnknown: false,
      };
      const weakDepth = percentile === 'none' ? null : Number(percentile);
      const barrier = barrierOf(zone, weakDepth, SPY_PARAMETERS);
      expect([
        String(barrier.deltaLiq),
        barrier.replenishmentRatio?.toFixed(2) ?? 'null',
        barrier.state,
        barrier.confidence.toFixed(2),
      ]).toEqual([delta, ratio, state, sure]);
    }
  });
});
