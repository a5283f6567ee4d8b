import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { linesOf, storeRuns } from '../support/bronze.js';
import { compact, resultOf, runHere, type Failed } from '../support/run-here.js';
import { DATE, HOUR_NS, smallLake, trade } from '../support/small-lake.js';

interface Status {
  readonly clean: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly hours: readonly { readonly partition: string; readonly state: string }[];
  readonly garbage: readonly { readonly kind: string; readonly removed: boolean }[];
}

async function status(folder: string, ...args: readonly string[]) {
  const ended = await runHere(folder, ['status', '--json', ...args]);
  return { code: ended.code, result: resultOf<Status>(ended), stderr: ended.stderr };
}

describe('silver-cli status', () => {
  it('answers no while hours are missing or stale, and yes when all are compacted', async () => {
    const folder = await smallLake();
    const missing = await status(folder);
    expect(missing.code).toBe(1);
    expect(missing.result.counts).toMatchObject({
      compacted: 0,
      missing: missing.result.hours.length,
    });
    expect(missing.stderr).toContain(`next: run "silver-cli compact --date ${DATE}"`);

    await compact(folder, '--date', DATE);
    const done = await status(folder);
    expect([done.code, done.result.clean]).toEqual([0, true]);

    const late = linesOf(futuresTrades, [trade('ESH6', HOUR_NS + 7n, 40)]);
    await storeRuns(folder, [{ dataset: futuresTrades, run: 'late', lines: late }]);
    const stale = await status(folder, '--schema', 'futures.trades', '--symbol', 'ESH6');
    expect([stale.code, stale.result.counts['stale']]).toEqual([1, 1]);
    expect(stale.result.hours.map(({ partition }) => partition)).toEqual(['ESH6', 'ESH6']);
    const other = await status(folder, '--symbol', 'ESM6');
    expect(other.code).toBe(0);
  });

  it('proposes to compact only what compact can do', async () => {
    const folder = await smallLake();
    const bronze = `${folder}/lake/_lake/bronze`;
    const [shard] = await readdir(bronze);
    await compact(folder, '--date', DATE);
    await rm(join(bronze, shard), { recursive: true });
    const found = await status(folder);
    expect([found.code, found.result.counts['failing']]).toEqual([1, found.result.hours.length]);
    expect(found.stderr).toContain('cannot be compacted as things are');
    expect(found.stderr).not.toContain('run "silver-cli compact');
  });

  it('reads the files of a date, or of all with --digests, not their sizes alone', async () => {
    const folder = await smallLake();
    await compact(folder, '--date', DATE);
    const hour = 'futures/trades/symbol=ESH6/date=2025-12-16/hour=14/part-0000.parquet';
    const file = join(folder, 'lake/silver', hour);
    const bytes = await readFile(file);
    bytes[100] ^= 1;
    await rm(file);
    await writeFile(file, bytes);
    expect((await status(folder)).code).toBe(0);
    expect((await status(folder, '--digests')).result.counts['stale']).toBe(1);
    expect((await status(folder, '--date', DATE)).result.counts['stale']).toBe(1);
    expect((await compact(folder, '--all', '--dry-run')).stopped).toBe(false);
    const found = await compact(folder, '--all', '--dry-run', '--digests');
    expect(found.results.filter((each) => each.status === 'planned').length).toBe(1);
  });

  it('says what it looked at is nothing, instead of that all is well', async () => {
    const folder = await smallLake();
    const ended = await runHere(folder, ['status', '--date', '2025-12-18', '--json']);
    expect(ended.code).toBe(2);
    expect(resultOf<Failed>(ended).error.code).toBe('MISSING_DATA');
  });

  it('answers no to a file that nobody recorded, and leaves it to people', async () => {
    const folder = await smallLake();
    await compact(folder, '--date', DATE);
    const foreign = join(folder, 'lake/silver/futures/trades/symbol=XX/date=2025-12-16/hour=14');
    await mkdir(foreign, { recursive: true });
    await writeFile(join(foreign, 'part-0000.parquet'), 'rows of somebody');
    const found = await status(folder, '--gc');
    expect(found.code).toBe(1);
    expect(found.stderr).toContain("1 file that no record names is in Silver's folders");
    expect(found.stderr).toContain('see whose it is, then move it away');
    expect(found.stderr).not.toContain('--gc" removes');
    expect(found.result.garbage).toMatchObject([{ kind: 'unrecorded', removed: false }]);
    expect(existsSync(join(foreign, 'part-0000.parquet'))).toBe(true);
    await rm(join(dirname(dirname(foreign))), { recursive: true });
    expect((await status(folder, '--gc')).code).toBe(0);
  });
});
