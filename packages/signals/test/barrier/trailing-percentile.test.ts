import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrailingPercentile } from '../../src/barrier/trailing-percentile.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';

const GRID_NS = 250_000_000;
const MINUTE_NS = 60e9;
const RUNS = process.env['ASSAY_LONG'] === '1' ? 2_000 : 60;

/** A window of 36 ticks, of which 5 are enough. */
const SMALL = { trailingMinutes: 0.15, trailingSamples: 5 };

/** The rule as it is told: all samples of the window, sorted; the nearest rank. */
function naive(
  samples: readonly { tick: number; value: number }[],
  tick: number,
  percent: number,
  { windowTicks, enough }: { windowTicks: number; enough: number },
): number | null {
  const inside = samples.filter((sample) => sample.tick > tick - windowTicks);
  const sorted = inside.map(({ value }) => value).sort((a, b) => a - b);
  return sorted.length < enough ? null : sorted[Math.ceil((percent * sorted.length) / 100) - 1];
}

const days = fc.array(
  fc.record({
    /** Ticks without a sample before this one. */
    missing: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 40 })),
    value: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 100_000 })),
  }),
  { minLength: 1, maxLength: 200, size: 'max' },
);

/** Asked at every so many samples: the sorted copy has little, much, or more than its window to catch up. */
const everySo = fc.constantFrom(1, 3, 30, 50);

describe('TrailingPercentile', () => {
  it('is the nearest rank of all samples of the window, whenever it is asked', () => {
    fc.assert(
      fc.property(days, everySo, fc.constantFrom(1, 20, 90, 100), (steps, every, percent) => {
        const trailing = new TrailingPercentile(SMALL, GRID_NS);
        const samples: { tick: number; value: number }[] = [];
        let tick = 0;
        for (const [index, { missing, value }] of steps.entries()) {
          for (let silent = 0; silent <= missing; silent += 1) {
            tick += 1;
            trailing.advanceTo(tick * GRID_NS);
          }
          trailing.sample('VWAP', tick * GRID_NS, value);
          samples.push({ tick, value });
          if (index % every === 0) {
            const expected = naive(samples, tick, percent, { windowTicks: 36, enough: 5 });
            expect(trailing.percentile('VWAP', percent)).toBe(expected);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('is exact when it is asked after hundreds of ticks, then at every 60th, and then at each', () => {
    const trailing = new TrailingPercentile({ trailingMinutes: 2, trailingSamples: 120 }, GRID_NS);
    const samples: { tick: number; value: number }[] = [];
    for (let tick = 1; tick <= 2_500; tick += 1) {
      const value = (tick * 7_919) % 613;
      trailing.advanceTo(tick * GRID_NS);
      trailing.sample('VWAP', tick * GRID_NS, value);
      samples.push({ tick, value });
      const isAsked = tick < 1_500 ? tick % 700 === 0 : tick % 60 === 0 || tick > 2_200;
      if (isAsked) {
        const expected = naive(samples, tick, 20, { windowTicks: 480, enough: 120 });
        expect(trailing.percentile('VWAP', 20)).toBe(expected);
      }
    }
  });

  it('says nothing of less than 120 samples', () => {
    const trailing = new TrailingPercentile({ trailingMinutes: 30, trailingSamples: 120 }, GRID_NS);
    for (let tick = 1; tick <= 119; tick += 1) {
      trailing.sample('VWAP', tick * GRID_NS, tick);
    }
    expect(trailing.percentile('VWAP', 20)).toBeNull();
    trailing.sample('VWAP', 120 * GRID_NS, 120);
    expect(trailing.percentile('VWAP', 20)).toBe(24);
    expect(trailing.percentile('VWAP', 90)).toBe(108);
    expect(trailing.percentile('ROUND_600', 20)).toBeNull();
  });

  it('is of the last 30 minutes, without the tick that is 30 minutes ago', () => {
    const trailing = new TrailingPercentile({ trailingMinutes: 30, trailingSamples: 1 }, GRID_NS);
    trailing.sample('VWAP', GRID_NS, 1);
    trailing.sample('VWAP', 2 * GRID_NS, 2);
    trailing.advanceTo(30 * MINUTE_NS);
    expect(trailing.percentile('VWAP', 1)).toBe(1);
    trailing.advanceTo(30 * MINUTE_NS + GRID_NS);
    expect(trailing.percentile('VWAP', 1)).toBe(2);
  });

  it('forgets a level that was not sampled for the whole window', () => {
    const trailing = new TrailingPercentile(SMALL, GRID_NS);
    trailing.sample('ROUND_600', GRID_NS, 1);
    trailing.sample('ROUND_601', 3 * GRID_NS, 1);
    expect(trailing.size).toBe(2);
    trailing.advanceTo(37 * GRID_NS);
    expect(trailing.size).toBe(1);
    trailing.advanceTo(39 * GRID_NS);
    expect(trailing.size).toBe(0);
  });

  it('refuses a second sample of a tick', () => {
    const trailing = new TrailingPercentile(SMALL, GRID_NS);
    trailing.sample('VWAP', GRID_NS, 1);
    expect(() => trailing.sample('VWAP', GRID_NS, 2)).toThrow(/after tick 1, was 1/);
  });

  it('goes on from its saved state as if it had never stopped', () => {
    fc.assert(
      fc.property(days, days, (before, after) => {
        const running = new TrailingPercentile(SMALL, GRID_NS);
        let tick = 0;
        let differences = 0;
        const play = (to: readonly TrailingPercentile[], steps: typeof before) => {
          for (const { missing, value } of steps) {
            tick += 1 + missing;
            for (const trailing of to) {
              trailing.advanceTo(tick * GRID_NS);
              trailing.sample(`ROUND_${value % 3}`, tick * GRID_NS, value);
            }
            const said = to.map((trailing) => trailing.percentile('ROUND_1', 20));
            differences += said.every((one) => one === said[0]) ? 0 : 1;
          }
        };
        play([running], before);
        const restored = new TrailingPercentile(SMALL, GRID_NS);
        restored.load(new StateReader(saved(running)));
        expect(saved(restored)).toEqual(saved(running));
        play([running, restored], after);
        expect(differences).toBe(0);
        expect(saved(restored)).toEqual(saved(running));
      }),
      { numRuns: RUNS / 3 },
    );
  });
});

function saved(trailing: TrailingPercentile): Uint8Array {
  const writer = new StateWriter();
  trailing.save(writer);
  return writer.finish();
}
