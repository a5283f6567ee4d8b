import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ES_PARAMETERS } from '../../src/config/level-parameters.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { TapeWindow } from '../../src/tape/tape-window.js';
import { RUNS, TIMEOUT_MS, tapes, ticksOf, type Print } from './support/print-streams.js';

const CONTRACT = { tickSize: 0.25, multiplier: 50 };
const PARAMETERS = { ...ES_PARAMETERS, sweepNotional: 20_000_000 };
const MINUTE_NS = 60_000_000_000;

function createWindow(): TapeWindow {
  return new TapeWindow(PARAMETERS, CONTRACT);
}

function print(window: TapeWindow, { atNs, ticks, size, side }: Print): void {
  window.print(atNs, ticks, size, side);
}

/** Where bands of three prices begin, from the last price. */
const OFFSETS = [-3, -1, 0, 2];

/** All that a window answers at several places of the tape. */
function answers(window: TapeWindow, centre: number) {
  return {
    velocity: window.velocity(),
    places: OFFSETS.map((offset) => {
      const low = centre + offset;
      return { volumes: window.volumes(low, low + 2), sweep: window.sweep(low, low + 2) };
    }),
    all: { volumes: window.volumes(0, 1e6), sweep: window.sweep(0, 1e6) },
  };
}

function saved(window: TapeWindow): Uint8Array {
  const writer = new StateWriter();
  window.save(writer);
  return writer.finish();
}

// From here to the next rule: the definitions of docs/signals/tape-and-score.md, over the whole history, as slowly as it goes.

function naiveVolumes(history: readonly Print[], tNs: number, low: number, high: number) {
  const inside = history.filter(
    ({ atNs, ticks }) => atNs > tNs - MINUTE_NS && ticks >= low && ticks <= high,
  );
  const total = (wanted: number) =>
    inside.reduce((sum, { side, size }) => sum + (side === wanted ? size : 0), 0);
  return { buy: total(1), sell: total(-1) };
}

function naiveVelocity(history: readonly Print[], tNs: number): number | null {
  const recent = history.filter(({ atNs }) => atNs > tNs - 3_000_000_000);
  const first = recent.at(0);
  if (first === undefined || recent.every(({ atNs }) => atNs === first.atNs)) {
    return null;
  }
  // Deviations from the mean, in seconds and ticks: another form of the slope, in floats.
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const times = recent.map(({ atNs }) => (atNs - first.atNs) / 1e9);
  const prices = recent.map(({ ticks }) => ticks - first.ticks);
  const [meanTime, meanPrice] = [mean(times), mean(prices)];
  let [across, along] = [0, 0];
  times.forEach((time, index) => {
    across += (time - meanTime) * (prices[index] - meanPrice);
    along += (time - meanTime) ** 2;
  });
  return across / along;
}

function naiveSweep(history: readonly Print[], tNs: number, low: number, high: number) {
  const runs: Print[][] = [];
  history.forEach((print, index) => {
    const before = index === 0 ? undefined : history[index - 1];
    const goesOn =
      before !== undefined &&
      print.side !== 0 &&
      print.side === before.side &&
      print.atNs - before.atNs <= 100_000_000 &&
      (print.ticks - before.ticks) * print.side >= 0;
    if (goesOn) {
      runs[runs.length - 1].push(print);
    } else {
      runs.push([print]);
    }
  });
  const money = (run: readonly Print[]) =>
    run.reduce((sum, { ticks, size }) => sum + ticks * size, 0) * 0.25 * 50;
  const sweep = runs.findLast(
    (run) =>
      run[run.length - 1].atNs > tNs - MINUTE_NS &&
      new Set(run.map(({ ticks }) => ticks)).size >= 2 &&
      money(run) >= PARAMETERS.sweepNotional &&
      run.some(({ ticks }) => ticks >= low && ticks <= high),
  );
  return sweep && { direction: sweep[0].side > 0 ? 'UP' : 'DOWN', notional: money(sweep) };
}

// ---

describe('TapeWindow', () => {
  it('answers as a recomputation over the whole history does', { timeout: TIMEOUT_MS }, () => {
    let sweeps = 0;
    let slopes = 0;
    fc.assert(
      fc.property(tapes, (prints) => {
        const window = createWindow();
        let given = 0;
        for (const { tNs, seen } of ticksOf(prints)) {
          for (; given < seen; given += 1) {
            print(window, prints[given]);
          }
          window.advanceTo(tNs);
          const history = prints.slice(0, seen);
          const centre = history[seen - 1].ticks;
          const { velocity, places, all } = answers(window, centre);
          const naiveAt = (low: number, high: number) => ({
            volumes: naiveVolumes(history, tNs, low, high),
            sweep: naiveSweep(history, tNs, low, high),
          });
          expect(places).toEqual(OFFSETS.map((at) => naiveAt(centre + at, centre + at + 2)));
          expect(all).toEqual(naiveAt(0, 1e6));
          const naive = naiveVelocity(history, tNs);
          expect(velocity === null).toBe(naive === null);
          const error = Math.abs((velocity ?? 0) - (naive ?? 0));
          expect(error).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(naive ?? 0)));
          slopes += naive === null ? 0 : 1;
          sweeps += all.sweep === undefined ? 0 : 1;
        }
      }),
      { numRuns: RUNS },
    );
    // The streams have what they are to prove.
    expect(sweeps).toBeGreaterThan(RUNS);
    expect(slopes).toBeGreaterThan(RUNS);
  });

  it(
    'goes on from saved state to the same answers and the same bytes',
    { timeout: TIMEOUT_MS },
    () => {
      fc.assert(
        fc.property(tapes, fc.nat({ max: 100 }), (prints, cut) => {
          let window = createWindow();
          const unbroken = createWindow();
          const [said, expected]: unknown[][] = [[], []];
          let given = 0;
          for (const { tNs, seen } of ticksOf(prints)) {
            for (; given < seen; given += 1) {
              print(window, prints[given]);
              print(unbroken, prints[given]);
              if (given === cut) {
                const restored = createWindow();
                // What was in it before does not matter.
                restored.print(0, 1, 1, 1);
                restored.load(new StateReader(saved(window)));
                window = restored;
              }
            }
            window.advanceTo(tNs);
            unbroken.advanceTo(tNs);
            const centre = prints[seen - 1].ticks;
            said.push(answers(window, centre));
            expected.push(answers(unbroken, centre));
          }
          expect(said).toEqual(expected);
          expect(saved(window)).toEqual(saved(unbroken));
        }),
        { numRuns: RUNS },
      );
    },
  );

  it('knows nothing of the session before after a reset', () => {
    const window = createWindow();
    const untouched = saved(createWindow());
    for (let index = 0; index < 600; index += 1) {
      window.print(index * 1e6, 20_000 + index, 10, 1);
    }
    window.advanceTo(700e6);
    window.reset();
    expect(saved(window)).toEqual(untouched);
    expect(answers(window, 20_000)).toEqual(answers(createWindow(), 20_000));
  });
});
