import type { CommitEntry } from '@assay/ledger';
import { positionOf } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { positionProblems } from '../../src/verify/commit-positions.js';

type Event = readonly [sequence: number, index: number];

/** What is wrong with a commit of messages 1 to 4 whose files hold these events. */
function problemsOf(
  files: Readonly<Record<string, readonly Event[]>>,
  entry: Partial<CommitEntry> = {},
): string[] {
  const commit = { seq_from: 1n, seq_to: 4n, gaps: [], ...entry } as unknown as CommitEntry;
  const held = Object.entries(files).map(([key, events]) => ({
    key,
    positions: BigInt64Array.from(
      events.map(([sequence, index]) => positionOf(BigInt(sequence), index)),
    ).sort(),
  }));
  return positionProblems('commit', commit, held).map(
    ({ object, expected, was }) => `${object}: ${expected}, was ${was}`,
  );
}

const WHOLE = {
  a: [
    [1, 0],
    [1, 2],
    [3, 0],
    [4, 0],
  ],
  b: [
    [1, 1],
    [2, 0],
  ],
} as const;

describe('positionProblems', () => {
  it('finds nothing wrong with events that are each somewhere once', () => {
    expect(problemsOf(WHOLE)).toEqual([]);
    expect(
      problemsOf(
        {
          a: [
            [1, 0],
            [4, 0],
          ],
        },
        { gaps: [{ from: 2n, to: 3n, reason: 'x' }] },
      ),
    ).toEqual([]);
    expect(problemsOf({}, { gaps: [{ from: 1n, to: 4n, reason: 'x' }] })).toEqual([]);
  });

  it('names the file of an event that is there twice, and the other one', () => {
    expect(
      problemsOf({
        ...WHOLE,
        b: [
          [1, 1],
          [1, 1],
          [2, 0],
        ],
      }),
    ).toEqual(['b: event 1 of message 1 once, was twice in this file']);
    expect(
      problemsOf({
        ...WHOLE,
        c: [
          [3, 0],
          [4, 0],
        ],
      }),
    ).toEqual(['c: event 0 of message 3 once, was in a as well, and 1 more like it']);
  });

  it('names what is missing: events, messages inside and at both ends', () => {
    expect(problemsOf({ a: WHOLE.a, b: [[2, 0]] })).toEqual([
      'commit: event 1 of message 1 in its files, was none',
    ]);
    expect(problemsOf({ a: [[3, 0]] })).toEqual([
      'commit: messages 1 to 2 in its files, was none, and 1 more like it',
    ]);
    expect(problemsOf({})).toEqual(['commit: messages 1 to 4 in its files, was none']);
  });

  it('names the file of an event outside the range, or in a gap', () => {
    expect(problemsOf({ ...WHOLE, c: [[5, 0]] })).toEqual([
      'c: messages 1 to 4 without the declared gaps, was event 0 of message 5',
    ]);
    expect(problemsOf(WHOLE, { gaps: [{ from: 3n, to: 3n, reason: 'x' }] })).toEqual([
      'a: messages 1 to 4 without the declared gaps, was event 0 of message 3',
    ]);
  });

  it('allows as many holes as events were declared lost, and no more', () => {
    const holes = {
      a: [
        [1, 2],
        [2, 0],
        [3, 0],
        [4, 1],
      ],
    } as const;
    expect(problemsOf(holes, { events_lost: 3 })).toEqual([]);
    expect(problemsOf(holes, { events_lost: 2 })).toEqual([
      'commit: event 0 of message 4 in its files, was none',
    ]);
  });

  it('is quick where everything is there twice', () => {
    const events = Array.from({ length: 65_536 }, (_, index): Event => [1, index]);
    const range = { seq_to: 1n };
    const [problem] = problemsOf({ a: events, b: events }, range);
    expect(problem).toBe('b: event 0 of message 1 once, was in a as well, and 65535 more like it');
  });
});
