import { describe, expect, it } from 'vitest';
import { SPY_PARAMETERS } from '../../src/config/level-parameters.js';
import { breakScore } from '../../src/score/break-score.js';
import { tapeScore } from '../../src/score/tape-score.js';
import { imbalanceOf, tapeConfidence } from '../../src/tape/tape-measures.js';
import { TapeWindow } from '../../src/tape/tape-window.js';
import { LevelStates } from '../../src/trigger/level-states.js';

/** SPY at 525 with ES at 5,250.00 and a ratio of 10: the numbers of docs/signals/tape-and-score.md. */
function readingFor(sweepNotional: number) {
  const contract = { tickSize: 0.25, multiplier: 50 };
  const tape = new TapeWindow({ ...SPY_PARAMETERS, sweepNotional }, contract);
  tape.print(0, 21_000, 20, 1);
  tape.print(40_000_000, 21_000, 15, 1);
  tape.print(140_000_000, 21_001, 10, 1);
  tape.advanceTo(250_000_000);
  const volumes = tape.volumes(20_980, 21_020);
  const velocity = (Number(tape.velocity()) * 0.25) / 10;
  const sweepDirection = tape.sweep(20_980, 21_020)?.direction ?? null;
  return { volumes, velocity, sweepDirection, imbalance: imbalanceOf(volumes) };
}

describe('docs/signals/tape-and-score.md', () => {
  it('has the numbers of its three prints', () => {
    const reading = readingFor(500_000);
    expect(reading.volumes).toEqual({ buy: 45, sell: 0 });
    expect(reading.imbalance).toBe(1);
    expect(tapeConfidence(reading.volumes, 500)).toBe(0.09);
    expect((reading.velocity * 10) / 0.25).toBeCloseTo(100 / 13, 12);
    expect(reading.velocity).toBeCloseTo(0.19231, 5);
    expect(reading.sweepDirection).toBe('UP');
    expect(tapeScore(reading, 'SUPPORT', 0.5)).toBe(0);
    const score = breakScore('VACUUM', 'NEUTRAL', tapeScore(reading, 'RESISTANCE', 0.5));
    expect(score).toBe(82.5);
  });

  it('has the numbers of the same prints for less money than a sweep', () => {
    const reading = readingFor(11_812_626);
    expect(reading.sweepDirection).toBeNull();
    expect(tapeScore(reading, 'RESISTANCE', 0.5)).toBeCloseTo(34.615, 3);
    expect(tapeScore(reading, 'SUPPORT', 0.5)).toBe(0);
    const score = breakScore('NEUTRAL', 'NEUTRAL', tapeScore(reading, 'RESISTANCE', 0.5));
    expect(score).toBeCloseTo(46.923, 3);
  });

  it('has the way of a level from 50 to a BREAK', () => {
    const states = new LevelStates(SPY_PARAMETERS, 250_000_000);
    const verdictAt = (tick: number, rawScore: number) =>
      states.next(
        {
          id: 'ROUND_525',
          direction: 'RESISTANCE',
          rawScore,
          distanceNanos: 0,
          barrier: 'VACUUM',
          isZoneBusy: false,
        },
        tick * 250_000_000,
      );
    verdictAt(0, 50);
    const verdicts = Array.from({ length: 40 }, (_, index) => verdictAt(index + 1, 82.5));
    const seconds = (index: number) => (index + 1) / 4;
    expect(seconds(verdicts.findIndex(({ smoothScore }) => smoothScore > 80))).toBe(5.25);
    expect(seconds(verdicts.findIndex(({ signal }) => signal === 'BREAK'))).toBe(8.25);
  });
});
