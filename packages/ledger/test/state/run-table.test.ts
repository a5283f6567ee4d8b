import { describe, expect, it } from 'vitest';
import { RunTable } from '../../src/state/run-table.js';

describe('RunTable', () => {
  it('keeps the highest ordinal of a run', () => {
    const runs = new RunTable();
    runs.add([{ run: 'a', last: 9n }]);
    runs.add([{ run: 'a', last: 3n }]);
    expect(runs.lastOfRun('a')).toBe(9n);
  });

  it('forgets the runs whose latest commit is oldest', () => {
    const runs = new RunTable(2);
    runs.add([
      { run: 'a', last: 1n },
      { run: 'b', last: 1n },
    ]);
    runs.add([{ run: 'a', last: 2n }]);
    runs.add([{ run: 'c', last: 1n }]);
    expect(runs.size).toBe(2);
    expect(['a', 'b', 'c'].map((run) => runs.lastOfRun(run))).toEqual([2n, undefined, 1n]);
  });
});
