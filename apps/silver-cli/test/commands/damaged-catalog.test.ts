import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compact, resultOf, runHere, type Compacted } from '../support/run-here.js';
import { DATE, smallLake } from '../support/small-lake.js';

const FOLDER = `_lake/silver/catalog/futures/trades/date=${DATE}/`;
const FIRST_ENTRY = `${FOLDER}${'1'.padStart(20, '0')}.json`;

describe('a damaged entry of Silver’s catalog', () => {
  it('stops neither compact nor status; both name two ways to mend it, and the second one works', async () => {
    const folder = await smallLake();
    await compact(folder, '--all');
    await writeFile(join(folder, 'lake', FIRST_ENTRY), 'damaged');

    const ended = await runHere(folder, ['compact', '--all', '--json']);
    expect(ended.code).toBe(1);
    const { results, failures } = resultOf<Compacted>(ended);
    expect(results.length).toBeGreaterThan(0);
    expect(results.some(({ dataset }) => dataset === 'futures.trades.v1')).toBe(false);
    expect(failures).toMatchObject([
      { dataset: 'futures.trades.v1', partition: null, date: DATE, hour: null },
    ]);
    expect(failures[0].error.message).toContain(FIRST_ENTRY);
    expect(failures[0].error.next).toMatch(
      /^bring the entry back from a copy.* or, where retention took/,
    );
    expect(failures[0].error.next).toContain(`move ${FOLDER} out of the lake`);
    expect(ended.stderr).toContain('FAILED (1 day as a whole):');
    const ofOne = ['--date', DATE, '--schema', 'futures.trades', '--symbol', 'ESH6'];
    const one = await runHere(folder, ['compact', ...ofOne, '--json']);
    expect(resultOf<Compacted>(one).failures).toMatchObject([{ partition: null, hour: null }]);
    expect(one.stderr).toMatch(/1 day as a whole failed$/m);

    const status = await runHere(folder, ['status']);
    expect(status.code).toBe(1);
    expect(status.stderr).toMatch(/futures\.trades\.v1 +\(all\) +2025-12-16/);
    expect(status.stderr).toContain(`move ${FOLDER} out of the lake`);

    await rm(join(folder, 'lake', FOLDER), { recursive: true });
    await compact(folder, '--all');
    expect((await runHere(folder, ['status'])).code).toBe(0);
  });
});
