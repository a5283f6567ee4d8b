import fc from 'fast-check';
import type { GreeksEvent, OptionEvent, PrintEvent } from './naive-flow.js';
import { at, nanos, NONE, TODAY } from './option-session.js';

const NOON = at('12:00');

const option = fc.record({
  right: fc.constantFrom<'C' | 'P'>('C', 'P'),
  strike: fc.integer({ min: 1_194, max: 1_206 }).map((halves) => halves / 2),
  expDate: fc.constantFrom(TODAY, TODAY, TODAY, '2025-12-15', '2025-12-17', '2025-12-20'),
});

/** Few instants, so that greeks and prints often share one. */
const instant = fc.integer({ min: 0, max: 8 }).map((seconds) => NOON + seconds * 0.4e9);

const greeksEvent: fc.Arbitrary<GreeksEvent> = fc
  .record({
    option,
    atNs: instant,
    gamma: fc.oneof(
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.constantFrom(0.1, 0.2, 0.3, 0, 5e-13),
    ),
    volatility: fc.oneof(fc.constant(NONE), fc.double({ min: 0.05, max: 1, noNaN: true })),
    id: fc.constantFrom(null, 'a', 'b'),
  })
  .map(({ option: { right, strike, expDate }, ...rest }) => ({
    kind: 'greeks',
    symbol: `${expDate}${right}${strike}`,
    ...rest,
  }));

const printEvent: fc.Arbitrary<PrintEvent> = fc
  .record({
    option,
    atNs: instant,
    size: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1_000, max: 90_000 })),
    aggressor: fc.constantFrom(-1, 0, 1),
    bid: fc.oneof(fc.constant(NONE), fc.integer({ min: 1, max: 300 })),
    width: fc.integer({ min: -1, max: 20 }),
    spot: fc.constantFrom(NONE, 600, 600.015),
  })
  .map(({ option: { right, strike, expDate }, bid, width, spot, ...rest }) => ({
    kind: 'print',
    symbol: `${expDate}${right}${strike}`,
    right,
    expDate,
    strikeNanos: nanos(strike),
    bidNanos: nanos(bid / 100),
    askNanos: nanos((bid + width) / 100),
    spotNanos: nanos(spot),
    ...rest,
  }));

/** Greeks and prints of a session in total order: by time, greeks before the prints of an instant. */
export const optionEvents: fc.Arbitrary<OptionEvent[]> = fc
  .array(fc.oneof(greeksEvent, { weight: 2, arbitrary: printEvent }), { maxLength: 60 })
  .map((events) =>
    events.sort(
      (one, other) =>
        one.atNs - other.atNs || Number(one.kind === 'print') - Number(other.kind === 'print'),
    ),
  );
