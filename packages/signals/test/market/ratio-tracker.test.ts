import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RatioTracker } from '../../src/market/ratio-tracker.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';

const PARAMETERS = { ratioMinutes: 5 };
const WINDOW_NS = 300e9;

interface Sample {
  readonly atNs: number;
  readonly proxy: number | undefined;
  readonly own: number | undefined;
}

const mid = (least: number) =>
  fc.option(
    fc.integer({ min: least, max: least + 40 }).map((cents) => cents * 10_000_000),
    { nil: undefined, freq: 6 },
  );

const streams = fc
  .array(
    fc.record({ gap: fc.integer({ min: 1, max: 200 }), proxy: mid(603_000), own: mid(60_000) }),
  )
  .map((steps) => {
    let atNs = 0;
    return steps.map(({ gap, proxy, own }): Sample => {
      atNs += gap * 250e6;
      return { atNs, proxy, own };
    });
  });

function naive(history: readonly Sample[], tNs: number) {
  const ratios = history
    .filter(({ atNs }) => tNs - WINDOW_NS < atNs)
    .flatMap(({ proxy, own }) => (proxy === undefined || own === undefined ? [] : [proxy / own]))
    .sort((one, other) => one - other);
  return ratios.length === 0
    ? { value: 10, isApproximate: true }
    : { value: ratios[Math.ceil(ratios.length / 2) - 1], isApproximate: false };
}

describe('RatioTracker', () => {
  it('is the trailing median of the whole history, also restored in the middle', () => {
    fc.assert(
      fc.property(streams, fc.nat({ max: 20 }), (samples, stop) => {
        let tracker = new RatioTracker('auto', PARAMETERS);
        samples.forEach(({ atNs, proxy, own }, index) => {
          tracker.sample(atNs, proxy, own);
          expect(tracker.current()).toEqual(naive(samples.slice(0, index + 1), atNs));
          if (index === stop) {
            const writer = new StateWriter();
            tracker.save(writer);
            tracker = new RatioTracker('auto', PARAMETERS);
            tracker.load(new StateReader(writer.finish()));
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it('is 10 and approximate until both have flowed together, and five minutes after', () => {
    const tracker = new RatioTracker('auto', PARAMETERS);
    tracker.sample(0, 6_030e9, undefined);
    expect(tracker.current()).toEqual({ value: 10, isApproximate: true });
    tracker.sample(250e6, 6_030e9, 600e9);
    expect(tracker.current()).toEqual({ value: 10.05, isApproximate: false });
    tracker.sample(250e6 + WINDOW_NS - 1, undefined, undefined);
    expect(tracker.current().isApproximate).toBe(false);
    tracker.sample(250e6 + WINDOW_NS, undefined, undefined);
    expect(tracker.current()).toEqual({ value: 10, isApproximate: true });
  });

  it('begins anew at another contract', () => {
    const tracker = new RatioTracker('auto', PARAMETERS);
    tracker.contract('ESZ5');
    tracker.sample(250e6, 6_030e9, 600e9);
    tracker.contract('ESZ5');
    expect(tracker.current().value).toBe(10.05);
    tracker.contract('ESH6');
    expect(tracker.current().isApproximate).toBe(true);
  });

  it('is the configured number, whatever flows', () => {
    const tracker = new RatioTracker(1, PARAMETERS);
    tracker.sample(250e6, 6_030e9, 600e9);
    expect(tracker.current()).toEqual({ value: 1, isApproximate: false });
  });
});
