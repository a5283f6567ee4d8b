import type { Progress, ProgressOptions } from '@assay/cli';
import { describe, expect, it } from 'vitest';
import type { CompactCall } from '../../../src/commands/compact/calls.js';
import { compactProgress } from '../../../src/commands/compact/compact-progress.js';

function callOf(about: string): CompactCall {
  return { about, isAsked: true, run: () => Promise.resolve([]) };
}

describe('compactProgress', () => {
  it('shows each call on a line of its own, and which of its days is under way', () => {
    const lines: string[] = [];
    const context = {
      progress: ({ label, unit }: ProgressOptions): Progress => ({
        update: (done, total, note = '') => lines.push(`${label} ${done}/${total} ${unit} ${note}`),
        add: () => undefined,
        finish: () => lines.push('finish'),
      }),
    };
    const [trades, books] = [callOf('trades'), callOf('books')];
    const progress = compactProgress(context, [trades, books]);
    progress.told(trades, { done: 1, total: 9, day: 1, days: 3, last: undefined });
    progress.told(trades, { done: 2, total: 9, day: 2, days: 3, last: undefined });
    progress.told(books, { done: 1, total: 2, day: 1, days: 1, last: undefined });
    progress.finish();
    expect(lines).toEqual([
      'compact trades (1/2) 1/9 hours day 1/3',
      'compact trades (1/2) 2/9 hours day 2/3',
      'finish',
      'compact books (2/2) 1/2 hours ',
      'finish',
    ]);
  });
});
