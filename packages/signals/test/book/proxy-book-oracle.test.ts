import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyBook } from '../../src/book/proxy-book.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { push, type BookEvent } from './support/book-events.js';
import { bookEvents, GRID_NS, STEP_NS } from './support/generated-events.js';
import { naiveMid, naiveZone } from './support/naive-book.js';

const RUNS = process.env['ASSAY_LONG'] === '1' ? 5_000 : 40;
const PARAMETERS = { barrierWindowSeconds: 2, barrierZoneTicks: 2, bookStaleSeconds: 1 };
const NAIVE = { gridNs: GRID_NS, windowNs: 2e9, staleNs: 1e9, reachTicks: 2 };
const CENTRES = [92, 98, 101, 106];
const SIDES = ['bid', 'ask'] as const;

describe('ProxyBook', () => {
  it('says what its whole history says, at every tick', () => {
    fc.assert(
      fc.property(bookEvents, (events) => {
        const proxy = new ProxyBook(PARAMETERS, GRID_NS);
        for (const [index, event] of events.entries()) {
          push(proxy, event);
          if (event.kind === 'tick') {
            compare(proxy, events.slice(0, index + 1), event.atNs);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('goes on from its saved state as if it had never stopped', () => {
    fc.assert(
      fc.property(bookEvents, fc.nat(), (events, drawn) => {
        const stop = drawn % events.length;
        const proxy = new ProxyBook(PARAMETERS, GRID_NS);
        let restored: ProxyBook | undefined;
        for (const [index, event] of events.entries()) {
          push(proxy, event);
          if (restored !== undefined) {
            push(restored, event);
            expect(answers(restored, event.atNs)).toEqual(answers(proxy, event.atNs));
          }
          if (index === stop) {
            restored = new ProxyBook(PARAMETERS, GRID_NS);
            const reader = new StateReader(saved(proxy));
            restored.load(reader);
            expect(reader.isAtEnd).toBe(true);
          }
        }
        expect(restored === undefined ? undefined : saved(restored)).toEqual(saved(proxy));
      }),
      { numRuns: RUNS / 2 },
    );
  });

  it('holds no trace of the session before', () => {
    fc.assert(
      fc.property(bookEvents, bookEvents, (before, events) => {
        const used = new ProxyBook(PARAMETERS, GRID_NS);
        const fresh = new ProxyBook(PARAMETERS, GRID_NS);
        for (const event of before) push(used, event);
        used.reset();
        for (const event of events) {
          push(used, event);
          push(fresh, event);
          expect(answers(used, event.atNs)).toEqual(answers(fresh, event.atNs));
        }
      }),
      { numRuns: RUNS / 2 },
    );
  });
});

function compare(proxy: ProxyBook, history: readonly BookEvent[], tNs: number): void {
  const zones = SIDES.flatMap((side) =>
    CENTRES.map((centre) => naiveZone(history, side, centre, NAIVE)),
  );
  const expected = { zones, mid: naiveMid(history, NAIVE) };
  expect(answers(proxy, tNs), `at step ${tNs / STEP_NS}`).toEqual(expected);
}

function answers(proxy: ProxyBook, atNs: number) {
  return {
    zones: SIDES.flatMap((side) => CENTRES.map((centre) => proxy.zone(side, centre))),
    mid: proxy.midTicks(atNs),
  };
}

function saved(proxy: ProxyBook): Uint8Array {
  const writer = new StateWriter();
  proxy.save(writer);
  return writer.finish();
}
