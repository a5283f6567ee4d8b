import fc from 'fast-check';
import { PRINT_NO_EXTREME, PRINT_NO_VOLUME } from '../../../src/market/print-flags.js';
import { since4 } from './session.js';

/** A print as `UnderlyingTape` takes it. */
export interface Print {
  readonly atNs: number;
  readonly nanos: number;
  readonly size: number;
  readonly flags: number;
  readonly isOffExchange: boolean;
}

const FLAGS = [0, 0, 0, PRINT_NO_EXTREME, PRINT_NO_EXTREME | PRINT_NO_VOLUME];

/** Instants that matter: the ends of windows, to the nanosecond. */
const EDGES = ['04:00', '09:30', '09:45', '16:00', '09:32', '10:00'].map(since4);

const instant = fc.oneof(
  fc.integer({ min: 0, max: since4('19:59') / 1e6 }).map((milliseconds) => milliseconds * 1e6),
  fc.tuple(fc.constantFrom(...EDGES), fc.integer({ min: -1, max: 1 })).map(([at, by]) => at + by),
  // Crowded: ties and bars of many prints.
  fc.integer({ min: 0, max: 600 }).map((seconds) => since4('09:28') + seconds * 1e9),
);

/** Prints of one session in order of time, with ties, gaps, few prices and every kind of flag. */
export const printStreams: fc.Arbitrary<readonly Print[]> = fc
  .array(
    fc.record({
      atNs: instant.map((at) => Math.max(0, at)),
      nanos: fc.integer({ min: 60_000, max: 60_020 }).map((cents) => cents * 10_000_000),
      size: fc.integer({ min: 1, max: 2_147_483_647 }),
      flags: fc.constantFrom(...FLAGS),
      isOffExchange: fc.boolean(),
    }),
    { maxLength: 120 },
  )
  .map((prints) => [...prints].sort((one, other) => one.atNs - other.atNs));
