import { describe, expect, it } from 'vitest';
import { storeRuns } from './support/bronze.js';
import { OPEN_NS, simulatedRuns } from './support/market.js';
import { compact } from './support/run-here.js';
import { temporaryFolder } from './support/temporary-folder.js';

const isLong = process.env.ASSAY_LONG === '1';
/** Around 15:00 UTC, so that greeks of one hour serve trades of the next; whole regular hours when long. */
const DAY = isLong
  ? { minutes: 390, rate: 0.1, startNs: OPEN_NS }
  : { minutes: 8, rate: 0.1, startNs: OPEN_NS + 1_560_000_000_000n };

describe('a simulated day', () => {
  it('has more than 90 % of its option trades joined, and the others counted', async () => {
    const folder = await temporaryFolder();
    const { startNs, minutes, rate } = DAY;
    const options = simulatedRuns(minutes, { rate }, startNs).filter(({ dataset }) =>
      dataset.id.startsWith('options.'),
    );
    await storeRuns(folder, options);
    const { results } = await compact(folder, '--all', '--schema', 'options.trades_enriched');
    expect(new Set(results.map(({ hour }) => hour)).size).toBeGreaterThan(1);
    const sum = (of: 'joined' | 'stale' | 'none') =>
      results.reduce((total, { enrichment }) => total + (enrichment?.[of] ?? 0), 0);
    const written = results.reduce((total, { rows_written: rows }) => total + rows, 0);
    expect(sum('joined') + sum('stale') + sum('none')).toBe(written);
    expect(written).toBeGreaterThan(100);
    expect(sum('joined') / written).toBeGreaterThan(0.9);
  }, 300_000);
});
