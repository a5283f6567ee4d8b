import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { StateReader, StateWriter } from '../../src/state/state-codec.js';
import { LevelStates, type ScoredLevel } from '../../src/trigger/level-states.js';
import { RUNS, TIMEOUT_MS } from '../tape/support/print-streams.js';
import { GRID_NS, naiveSignals, naiveSmooth, SECOND } from './support/naive-states.js';

const LEVEL: ScoredLevel = {
  id: 'ROUND_600',
  direction: 'SUPPORT',
  rawScore: 50,
  distanceNanos: 50_000_000,
  barrier: 'NEUTRAL',
  isZoneBusy: false,
};

function createStates(): LevelStates {
  return new LevelStates(SPY_PARAMETERS, GRID_NS);
}

function saved(states: LevelStates): Uint8Array {
  const writer = new StateWriter();
  states.save(writer);
  return writer.finish();
}

/** One level at every tick from 0 on; `seconds` of each phase, all of it given. */
function play(
  phases: readonly (Partial<ScoredLevel> & { readonly seconds: number })[],
  states = createStates(),
) {
  const said: { second: number; signal: string; smooth: number; isFlipped: boolean }[] = [];
  let tNs = 0;
  for (const { seconds, ...change } of phases) {
    const untilNs = tNs + seconds * SECOND;
    for (; tNs < untilNs; tNs += GRID_NS) {
      const { signal, smoothScore, isFlipped } = states.next({ ...LEVEL, ...change }, tNs);
      said.push({ second: tNs / SECOND, signal, smooth: smoothScore, isFlipped });
    }
  }
  return said;
}

/** When the signal changes, and to what. */
function changes(said: readonly { second: number; signal: string }[]): [number, string][] {
  return said
    .filter(({ signal }, index) => index === 0 || signal !== said[index - 1].signal)
    .map(({ second, signal }) => [second, signal]);
}

describe('LevelStates', () => {
  describe('smooth score', () => {
    it('begins with the raw score and goes to a new one by 1 − e^(−t/τ)', () => {
      const said = play([
        { seconds: 1, rawScore: 40 },
        { seconds: 10, rawScore: 80 },
      ]);
      expect(said[0].smooth).toBe(40);
      // Two seconds, one time constant, after the last tick with 40, at 0.75 s.
      const after = said.find(({ second }) => second === 2.75);
      expect(after?.smooth).toBeCloseTo(80 - 40 * Math.exp(-1), 12);
      // docs/signals/tape-and-score.md
      expect(said[4].smooth).toBeCloseTo(44.700124, 6);
    });

    it('ages by the event time that has passed, however many ticks it was not scored at', () => {
      const states = createStates();
      states.next({ ...LEVEL, rawScore: 40 }, 0);
      const { smoothScore } = states.next({ ...LEVEL, rawScore: 80 }, 2 * SECOND);
      expect(smoothScore).toBeCloseTo(80 - 40 * Math.exp(-1), 12);
    });

    it('is forgotten after a minute: the level begins anew with its raw score', () => {
      const states = createStates();
      states.next({ ...LEVEL, rawScore: 40 }, 0);
      expect(states.next({ ...LEVEL, rawScore: 80 }, 60 * SECOND).smoothScore).not.toBe(80);
      states.next({ ...LEVEL, id: 'VWAP', rawScore: 40 }, 60 * SECOND);
      const fresh = states.next({ ...LEVEL, id: 'VWAP', rawScore: 80 }, 120 * SECOND + GRID_NS);
      expect(fresh.smoothScore).toBe(80);
    });

    it('is forgotten at that age, whenever the memory of others was cleaned', () => {
      const states = createStates();
      states.next({ ...LEVEL, rawScore: 40 }, 10 * SECOND);
      // Cleans, and keeps the level, which is 51 s old.
      states.next({ ...LEVEL, id: 'VWAP' }, 61 * SECOND);
      expect(states.next({ ...LEVEL, rawScore: 80 }, 71 * SECOND).smoothScore).toBe(80);
    });
  });

  describe('signal', () => {
    it.each<[string, Parameters<typeof play>[0], [number, string][]]>([
      [
        'BREAK begins when the score has been above 80 for 3 s',
        [{ seconds: 5, rawScore: 81 }],
        [
          [0, 'NEUTRAL'],
          [3, 'BREAK'],
        ],
      ],
      ['80 itself is not above 80', [{ seconds: 20, rawScore: 80 }], [[0, 'NEUTRAL']]],
      [
        'a hold begins anew when the score comes down for a tick',
        [
          { seconds: 2.75, rawScore: 80.1 },
          { seconds: 0.25, rawScore: 0 },
          { seconds: 20, rawScore: 100 },
        ],
        // The smooth score is 70.7 at 2.75 s, and above 80 again from 3.75 s on.
        [
          [0, 'NEUTRAL'],
          [6.75, 'BREAK'],
        ],
      ],
      [
        'BREAK stays above 75 and ends below',
        [
          { seconds: 4, rawScore: 90 },
          { seconds: 10, rawScore: 75.5 },
          { seconds: 10, rawScore: 70 },
        ],
        // 70 + 5.6 · e^(−t/2) is below 75 from the second tick at 70 on.
        [
          [0, 'NEUTRAL'],
          [3, 'BREAK'],
          [14, 'NEUTRAL'],
        ],
      ],
      [
        'REJECT begins when the score has been below 20 for 3 s at the level',
        [{ seconds: 5, rawScore: 19 }],
        [
          [0, 'NEUTRAL'],
          [3, 'REJECT'],
        ],
      ],
      ['20 itself is not below 20', [{ seconds: 20, rawScore: 20 }], [[0, 'NEUTRAL']]],
      [
        'REJECT waits for the touch, and needs it at its begin alone',
        [
          { seconds: 10, rawScore: 10, distanceNanos: -100_000_001 },
          { seconds: 1, rawScore: 10, distanceNanos: -100_000_000 },
          { seconds: 10, rawScore: 10, distanceNanos: -200_000_000 },
        ],
        [
          [0, 'NEUTRAL'],
          [10, 'REJECT'],
        ],
      ],
      [
        'REJECT stays below 25 and ends above',
        [
          { seconds: 5, rawScore: 10 },
          { seconds: 20, rawScore: 24.5 },
          { seconds: 5, rawScore: 30 },
        ],
        [
          [0, 'NEUTRAL'],
          [3, 'REJECT'],
          [25, 'NEUTRAL'],
        ],
      ],
      [
        'CONTESTED needs a consumed barrier and a busy zone, and no hold',
        [
          { seconds: 1, barrier: 'CONSUMED' },
          { seconds: 1, isZoneBusy: true },
          { seconds: 1, barrier: 'CONSUMED', isZoneBusy: true },
        ],
        [
          [0, 'NEUTRAL'],
          [2, 'CONTESTED'],
        ],
      ],
      [
        'CONTESTED stays when the zone calms down, and ends with the consumption',
        [
          { seconds: 1, barrier: 'CONSUMED', isZoneBusy: true },
          { seconds: 9, barrier: 'CONSUMED' },
          { seconds: 1, barrier: 'ABSORPTION', isZoneBusy: true },
        ],
        [
          [0, 'CONTESTED'],
          [10, 'NEUTRAL'],
        ],
      ],
      [
        'CONTESTED begins within 30 and 70',
        [
          { seconds: 1, rawScore: 29.9, barrier: 'CONSUMED', isZoneBusy: true },
          { seconds: 1, rawScore: 30.1, barrier: 'CONSUMED', isZoneBusy: true },
          { seconds: 1, rawScore: 31, barrier: 'CONSUMED', isZoneBusy: true },
        ],
        [
          [0, 'NEUTRAL'],
          [2, 'CONTESTED'],
        ],
      ],
      [
        'CONTESTED stays up to 75 and ends above',
        [
          { seconds: 1, rawScore: 70, barrier: 'CONSUMED', isZoneBusy: true },
          { seconds: 30, rawScore: 74.9, barrier: 'CONSUMED', isZoneBusy: true },
          { seconds: 1, rawScore: 76, barrier: 'CONSUMED', isZoneBusy: true },
        ],
        [
          [0, 'CONTESTED'],
          [31, 'NEUTRAL'],
        ],
      ],
    ])('%s', (_, phases, expected) => {
      expect(changes(play(phases))).toEqual(expected);
    });

    it('needs every tick of the hold: a tick without the level begins it anew', () => {
      const states = createStates();
      const signals = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map(
        (tick) => states.next({ ...LEVEL, rawScore: 90 }, tick * GRID_NS).signal,
      );
      expect(signals.indexOf('BREAK')).toBe(19);
    });

    it.each([
      ['outlives an absence as long as the hold', 3, 'BREAK'],
      ['ends with a longer one', 3.25, 'NEUTRAL'],
    ])('%s', (_, absence, expected) => {
      const states = createStates();
      expect(play([{ seconds: 4, rawScore: 90 }], states).at(-1)?.signal).toBe('BREAK');
      const tNs = (3.75 + absence) * SECOND;
      expect(states.next({ ...LEVEL, rawScore: 90 }, tNs).signal).toBe(expected);
    });
  });

  it('keeps the state of each level apart', () => {
    const states = createStates();
    for (let tNs = 0; tNs <= 4 * SECOND; tNs += GRID_NS) {
      const high = states.next({ ...LEVEL, id: 'A', rawScore: 95 }, tNs);
      const low = states.next({ ...LEVEL, id: 'B', rawScore: 5 }, tNs);
      const alone = states.next({ ...LEVEL, id: `C${tNs}`, rawScore: 95 }, tNs);
      expect([high.smoothScore, low.smoothScore, alone.smoothScore]).toEqual([95, 5, 95]);
      const isHeld = tNs >= 3 * SECOND;
      expect([high.signal, low.signal, alone.signal]).toEqual(
        isHeld ? ['BREAK', 'REJECT', 'NEUTRAL'] : ['NEUTRAL', 'NEUTRAL', 'NEUTRAL'],
      );
    }
  });

  it('keeps score, hold and signal when the direction flips, and marks the tick', () => {
    const said = play([
      { seconds: 2, rawScore: 90, direction: 'SUPPORT' },
      { seconds: 2, rawScore: 90, direction: 'RESISTANCE' },
      { seconds: 1, rawScore: 90, direction: 'SUPPORT' },
    ]);
    expect(said.filter(({ isFlipped }) => isFlipped).map(({ second }) => second)).toEqual([2, 4]);
    expect(said.every(({ smooth }) => smooth === 90)).toBe(true);
    expect(changes(said)).toEqual([
      [0, 'NEUTRAL'],
      [3, 'BREAK'],
    ]);
  });

  const steps = fc.array(
    fc.record({
      ticks: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2, 13, 240, 241, 1_000),
      id: fc.constantFrom('A', 'A', 'A', 'B'),
      rawScore: fc.constantFrom(0, 15, 50, 95, 100),
      times: fc.integer({ min: 1, max: 20 }),
      direction: fc.constantFrom('SUPPORT' as const, 'RESISTANCE' as const),
      distanceNanos: fc.constantFrom(0, 100_000_001),
      barrier: fc.constantFrom('CONSUMED' as const, 'WALL' as const),
      isZoneBusy: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  /** `[instant, level]`, ticks ascending. */
  const histories = steps.map((phases) => {
    let tick = 0;
    return phases.flatMap(({ ticks, times, ...change }) =>
      Array.from({ length: times }, (_, index): [number, ScoredLevel] => {
        tick += index === 0 ? ticks : 1;
        return [tick * GRID_NS, { ...LEVEL, ...change }];
      }),
    );
  });

  it(
    'goes on from saved state to the same answers and the same bytes',
    { timeout: TIMEOUT_MS },
    () => {
      const signals = new Set<string>();
      fc.assert(
        fc.property(histories, fc.nat({ max: 100 }), (history, cut) => {
          let states = createStates();
          const unbroken = createStates();
          const said = history.map(([tNs, level], index) => {
            if (index === cut) {
              const restored = createStates();
              restored.next({ ...LEVEL, id: 'GONE' }, 0);
              restored.load(new StateReader(saved(states)));
              states = restored;
            }
            return states.next(level, tNs);
          });
          const expected = history.map(([tNs, level]) => unbroken.next(level, tNs));
          expected.forEach(({ signal }) => signals.add(signal));
          expect(said).toEqual(expected);
          expect(saved(states)).toEqual(saved(unbroken));
        }),
        { numRuns: RUNS },
      );
      expect([...signals].sort()).toEqual(['BREAK', 'CONTESTED', 'NEUTRAL', 'REJECT']);
    },
  );

  it('answers as a recomputation over the whole history does', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(histories, (history) => {
        const states = createStates();
        const said = history.map(([tNs, level]) => states.next(level, tNs));
        for (const id of ['A', 'B']) {
          const own = history.filter(([, level]) => level.id === id);
          const verdicts = said.filter((_, index) => history[index][1].id === id);
          expect(verdicts.map(({ signal }) => signal)).toEqual(
            naiveSignals(
              own,
              verdicts.map(({ smoothScore }) => smoothScore),
            ),
          );
          const errors = verdicts.map(({ smoothScore }, index) =>
            Math.abs(smoothScore - naiveSmooth(own.slice(0, index + 1))),
          );
          expect(Math.max(0, ...errors)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('knows nothing of the session before after a reset, and does not grow with levels long gone', () => {
    const states = createStates();
    const empty = saved(states).length;
    for (let index = 0; index < 1_000; index += 1) {
      states.next({ ...LEVEL, id: `STRIKE_${index}` }, index * SECOND);
    }
    expect(saved(states).length).toBeLessThan(empty + 130 * 100);
    states.reset();
    expect(saved(states)).toEqual(saved(createStates()));
  });
});
