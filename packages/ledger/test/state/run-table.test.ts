import { describe, expect, it } from 'vitest';
import { RunTable } from '../../src/state/run-table.js';

describe('RunTable', () => {
  it('tells up to where a run is stored without a hole, and what is stored beyond', () => {
    const runs = new RunTable();
    runs.add([{ run: 'a', from: 6n, to: 9n }]);
    expect(runs.lastOfRun('a')).toBeUndefined();
    runs.add([{ run: 'a', from: 0n, to: 3n }]);
    expect(runs.lastOfRun('a')).toBe(3n);
    expect(runs.storedOfRun('a')).toEqual([
      { from: 0n, to: 3n },
      { from: 6n, to: 9n },
    ]);
    runs.add([{ run: 'a', from: 2n, to: 5n }]);
    expect(runs.lastOfRun('a')).toBe(9n);
    expect(runs.storedOfRun('b')).toEqual([]);
  });

  it('forgets the runs whose latest commit is oldest', () => {
    const runs = new RunTable(2);
    runs.add([
      { run: 'a', from: 0n, to: 1n },
      { run: 'b', from: 0n, to: 1n },
    ]);
    runs.add([{ run: 'a', from: 2n, to: 2n }]);
    runs.add([{ run: 'c', from: 0n, to: 1n }]);
    expect(runs.size).toBe(2);
    expect(['a', 'b', 'c'].map((run) => runs.lastOfRun(run))).toEqual([2n, undefined, 1n]);
  });
});
