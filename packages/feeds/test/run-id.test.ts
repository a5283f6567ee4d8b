import { futuresMbp10, futuresTrades, sha256Hex } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { runId, type RunOptions } from '../src/index.js';

const FILE = sha256Hex('a file');
const PLAIN: RunOptions = { format: 'dbn', revision: 1, settings: {} };

describe('runId', () => {
  it('is fixed for ever for a file, its settings and a dataset', () => {
    expect(runId(FILE, PLAIN, futuresTrades)).toBe('7365d029861e32c5-d912a838-futures.trades');
  });

  it('does not depend on the order in which settings are given', () => {
    const one = { symbol: ['A', 'B'], dataset: ['X'], instrument: [] };
    const other = { dataset: ['X'], symbol: ['B', 'A', 'B'] };
    expect(runId(FILE, { ...PLAIN, settings: one }, futuresTrades)).toBe(
      runId(FILE, { ...PLAIN, settings: other }, futuresTrades),
    );
  });

  it('differs by file, format, revision, settings and dataset', () => {
    const ids = [
      runId(FILE, PLAIN, futuresTrades),
      runId(FILE, PLAIN, futuresMbp10),
      runId(sha256Hex('another'), PLAIN, futuresTrades),
      runId(FILE, { ...PLAIN, format: 'csv' }, futuresTrades),
      runId(FILE, { ...PLAIN, revision: 2 }, futuresTrades),
      runId(FILE, { ...PLAIN, settings: { symbol: ['A'] } }, futuresTrades),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
