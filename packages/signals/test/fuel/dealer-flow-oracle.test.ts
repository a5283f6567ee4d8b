import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DealerFlow } from '../../src/fuel/dealer-flow.js';
import { gammaFlip } from '../../src/fuel/gamma-flip.js';
import type { Direction } from '../../src/levels/level.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import {
  feed,
  naiveFlipTerms,
  naiveFuel,
  naiveStrikes,
  naiveWall,
  type OptionEvent,
} from './support/naive-flow.js';
import { optionEvents } from './support/option-events.js';
import { at, dealerFlow, nanos } from './support/option-session.js';

const isLong = process.env.ASSAY_LONG === '1';
const RUNS = isLong ? 2_000 : 100;
const TIMEOUT_MS = isLong ? 600_000 : 30_000;
const LEVELS = [597, 599.5, 600, 600.25, 602].map(nanos);
const SPOTS = [599.5, 600, 602.3].map(nanos);
const DIRECTIONS: readonly Direction[] = ['SUPPORT', 'RESISTANCE'];

/** Everything that dealer flow can be asked at an instant, the flip apart. */
function answers(flow: DealerFlow) {
  return {
    fuel: LEVELS.flatMap((level) => DIRECTIONS.map((each) => flow.fuelOf(level, each))),
    walls: SPOTS.flatMap((spot) => [flow.wall('C', spot), flow.wall('P', spot)]),
    strikes: flow.strikesWithFlow(),
  };
}

function naiveAnswers(history: readonly OptionEvent[]) {
  return {
    fuel: LEVELS.flatMap((level) => DIRECTIONS.map((each) => naiveFuel(history, level, each))),
    walls: SPOTS.flatMap((spot) => [naiveWall(history, 'C', spot), naiveWall(history, 'P', spot)]),
    strikes: naiveStrikes(history),
  };
}

function bytesOf(flow: DealerFlow): Uint8Array {
  const writer = new StateWriter();
  flow.save(writer);
  return writer.finish();
}

describe('DealerFlow', () => {
  it(
    'says at any moment what a search over the whole history says, to the bit',
    () => {
      const nth = fc.nat({ max: 60 });
      fc.assert(
        fc.property(optionEvents, nth, (events, cut) => {
          const flow = dealerFlow();
          const history = events.slice(0, cut);
          history.forEach((event) => feed(flow, event));
          expect(answers(flow)).toEqual(naiveAnswers(history));
          const rest = events.slice(cut);
          rest.forEach((event) => feed(flow, event));
          expect(answers(flow)).toEqual(naiveAnswers(events));
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'finds the flip that the prints one by one have',
    () => {
      fc.assert(
        fc.property(optionEvents, (events) => {
          const flow = dealerFlow();
          events.forEach((event) => feed(flow, event));
          const tNs = at('12:00:04');
          const expected = gammaFlip(nanos(600), nanos(10), naiveFlipTerms(events, tNs));
          const flip = flow.flip(nanos(600), tNs);
          // Floats add up in another order: to a hundredth of a cent.
          expect(Math.abs((flip ?? -1) - (expected ?? -1))).toBeLessThan(1e5);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'does not depend on the order of prints of which none changes the greeks',
    () => {
      fc.assert(
        fc.property(
          optionEvents,
          fc.infiniteStream(fc.double({ min: 0, max: 1 })),
          (events, keys) => {
            const greeks = events.filter(({ kind }) => kind === 'greeks');
            const prints = events.filter(({ kind }) => kind === 'print');
            const shuffled = prints
              .map((event) => ({ event, key: keys.next().value ?? 0 }))
              .sort((one, other) => one.key - other.key)
              .map(({ event }) => event);
            const flows = [prints, shuffled].map((order) => {
              const flow = dealerFlow();
              [...greeks, ...order].forEach((event) => feed(flow, event));
              return flow;
            });
            expect(answers(flows[1])).toEqual(answers(flows[0]));
          },
        ),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'restored at any moment goes on to the same answers and the same bytes',
    () => {
      fc.assert(
        fc.property(optionEvents, fc.nat({ max: 60 }), (events, cut) => {
          const through = dealerFlow();
          const before = dealerFlow();
          for (const event of events.slice(0, cut)) {
            for (const flow of [through, before]) {
              feed(flow, event);
              flow.flip(nanos(600), event.atNs);
            }
          }
          const restored = dealerFlow();
          restored.load(new StateReader(bytesOf(before)));
          expect(bytesOf(restored)).toEqual(bytesOf(through));
          expect(restored.counts).toEqual(through.counts);
          for (const event of events.slice(cut)) {
            feed(through, event);
            feed(restored, event);
            expect(restored.flip(nanos(600), event.atNs)).toBe(
              through.flip(nanos(600), event.atNs),
            );
          }
          expect(answers(restored)).toEqual(answers(through));
          expect(bytesOf(restored)).toEqual(bytesOf(through));
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT_MS,
  );
});
