import { describe, expect, it } from 'vitest';
import { ofLastEntry } from '../../src/runner/last-commit.js';

describe('ofLastEntry', () => {
  it('gives the files of the last entry, of as many as a year of Gold has', () => {
    const files = Array.from({ length: 300_000 }, (_, index) => ({
      file: { entry: Math.floor(index / 2) },
    }));
    expect(ofLastEntry(files)).toEqual(files.slice(-2));
    expect(ofLastEntry([])).toEqual([]);
  });
});
