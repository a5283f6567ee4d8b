import { nullLogger, nullMetrics, systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { S3Failure, type FailureKind } from '../../src/s3/failure.js';
import { createPace } from '../../src/s3/pace.js';

const OPTIONS = { attempts: 6, firstPauseMs: 100, longestPauseMs: 500 };

/** A pace whose pauses are noted instead of waited for, with `hex` for all chance. */
function createScene(hex: string) {
  const pauses: number[] = [];
  const reasons: unknown[] = [];
  const pace = createPace(OPTIONS, {
    clock: { ...systemClock, sleep: async (milliseconds) => void pauses.push(milliseconds) },
    randomness: { hex: () => hex },
    logger: nullLogger,
    metrics: {
      ...nullMetrics,
      counter: () => ({ add: (_, labels) => void reasons.push(labels?.reason) }),
    },
  });
  return { pace, pauses, reasons };
}

const failure = (kind: FailureKind) => new S3Failure(kind, 'UNAVAILABLE', kind);

describe('createPace', () => {
  it.each([
    ['00000000', [50, 100, 200, 250, 250]],
    ['80000000', [75, 150, 300, 375, 375]],
  ])('doubles its pauses up to the longest, and draws half of each: %s', async (hex, expected) => {
    const { pace, pauses } = createScene(hex);
    const error = failure('unsure');
    await expect(pace.repeat(() => Promise.reject(error))).rejects.toBe(error);
    expect(pauses).toEqual(expected);
  });

  it.each(['not-done', 'unsure', 'conflict'] as const)('tries again after %s', async (kind) => {
    const { pace, reasons } = createScene('00000000');
    let calls = 0;
    const act = async () => {
      calls += 1;
      if (calls < 3) throw failure(kind);
      return 'done';
    };
    expect(await pace.repeat(act)).toBe('done');
    expect(reasons).toEqual([kind, kind]);
  });

  it.each(['taken', 'absent', 'bad-range', 'given-up', 'refused'] as const)(
    'does not try again after %s',
    async (kind) => {
      const { pace, pauses } = createScene('00000000');
      const error = failure(kind);
      await expect(pace.repeat(() => Promise.reject(error))).rejects.toBe(error);
      expect(pauses).toEqual([]);
    },
  );
});
