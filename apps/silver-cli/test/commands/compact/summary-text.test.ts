import type { HourResult } from '@assay/silver';
import { describe, expect, it } from 'vitest';
import type { CompactOutcome } from '../../../src/commands/compact/run-calls.js';
import { summary } from '../../../src/commands/compact/summary-text.js';

const NAME = { dataset: 'futures.trades.v1', partition: 'ESH6', date: '2025-12-16', hour: '14' };

const result = (status: HourResult['status'], reason: string): HourResult => ({
  ...NAME,
  status,
  reason,
  rowsRead: 1,
  rowsWritten: 1,
  duplicatesRemoved: 0,
  ambiguousDuplicates: 0,
  files: 1,
  seconds: 0,
});

const outcome = (results: HourResult[], failed: number): CompactOutcome => ({
  results,
  failures: Array.from({ length: failed }, () => ({ ...NAME, error: new Error('lost') })),
  notRun: [],
  nothing: [],
  isStopped: false,
  left: { hours: [], days: [], notLookedAt: [] },
});

describe('summary', () => {
  it('speaks of other hours only where there are any', () => {
    expect(summary(outcome([], 2), false)).toMatch(/2 hours failed$/);
    expect(summary(outcome([result('success', 'new')], 1), false)).toMatch(
      /1 hour failed; the others are done$/,
    );
  });

  it('does not call it building when a frozen hour is recorded once more', () => {
    const planned = [result('planned', 'new'), result('planned', 'frozen (1 file retired; …)')];
    expect(summary(outcome(planned, 0), true)).toBe(
      '1 of 2 hours would be built, 1 hour recorded once more, nothing was written',
    );
  });
});
