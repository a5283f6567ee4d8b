import { describe, expect, it } from 'vitest';
import { storeRuns, type StoreOptions } from './support/bronze.js';
import { simulatedRuns } from './support/market.js';
import { compact, runHere } from './support/run-here.js';
import { silverDigests } from './support/silver-files.js';
import { temporaryFolder } from './support/temporary-folder.js';

const isLong = process.env.ASSAY_LONG === '1';
const DATE = '2025-12-16';
const MARKET = isLong ? { rate: 0.2, minutes: 60 } : { rate: 0.02, minutes: 2 };

const runs = simulatedRuns(MARKET.minutes, { rate: MARKET.rate, greeksEverySeconds: 10 });

/** Ways in which the same events come to Bronze, and are compacted. */
const WAYS: readonly (readonly [string, StoreOptions, readonly string[]])[] = [
  ['one event a message', { perMessage: 1 }, ['--threads', '1']],
  [
    '100 events a message, small batches',
    { perMessage: 100, limits: { maxEvents: 150 } },
    ['--threads', '2'],
  ],
  [
    '100 events a message, another batch size',
    { perMessage: 100, limits: { maxEvents: 1_700 } },
    ['--threads', '8', '--memory', '256MiB'],
  ],
];

describe('Silver of the same events', () => {
  it('has the same bytes however they were sent, batched and compacted, and when made again', async () => {
    const digests: Readonly<Record<string, string>>[] = [];
    for (const [, options, threads] of WAYS) {
      const folder = await temporaryFolder();
      await storeRuns(folder, runs, options);
      const { results } = await compact(folder, '--date', DATE, ...threads);
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['success']));
      digests.push(await silverDigests(folder));
      if (digests.length === 2) {
        const forced = await compact(folder, '--date', DATE, '--force', '--threads', '8');
        expect(new Set(forced.results.map(({ status }) => status))).toEqual(new Set(['success']));
        digests.push(await silverDigests(folder));
        const { code } = await runHere(folder, ['status', '--date', DATE]);
        expect(code).toBe(0);
      }
    }
    expect(Object.keys(digests[0]).length).toBeGreaterThanOrEqual(runs.length);
    for (const other of digests.slice(1)) {
      expect(other).toEqual(digests[0]);
    }
  }, 300_000);

  it('counts a rerun as unchanged, and reads nothing of it', async () => {
    const folder = await temporaryFolder();
    await storeRuns(
      folder,
      runs.filter(({ dataset }) => dataset.id === 'futures.trades.v1'),
    );
    const first = await compact(folder, '--date', DATE);
    const before = await silverDigests(folder);
    const again = await compact(folder, '--date', DATE);
    expect(new Set(again.results.map(({ status }) => status))).toEqual(new Set(['unchanged']));
    expect(again.rows_written).toBe(first.rows_written);
    expect(await silverDigests(folder)).toEqual(before);
  });
});
