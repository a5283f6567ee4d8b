import type { RetainReport } from '@assay/bronze';
import { describe, expect, it } from 'vitest';
import { retainText } from '../../../src/commands/retain/retain-text.js';

const KEPT = {
  dataset: 'futures.trades.v1',
  date: '2025-11-30',
  files: 2,
  reason: 'not compacted',
};

const report = (removed: number): RetainReport => ({
  lake: 'lake',
  before: '2025-12-01',
  dryRun: false,
  certificate: undefined,
  certificateKey: undefined,
  retired: [],
  kept: [KEPT],
  removed,
  strange: [],
});

describe('retainText', () => {
  it('says what was taken away of earlier runs where no day was deleted', () => {
    expect(retainText(report(3))).toMatch(
      /No day was deleted\. Taken away what was retired earlier: 3 files\.$/,
    );
    expect(retainText(report(0))).toMatch(/Nothing was deleted\.$/);
  });
});
