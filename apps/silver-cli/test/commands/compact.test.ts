import { EventEmitter } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StopSignal } from '@assay/cli';
import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { linesOf, storeRuns } from '../support/bronze.js';
import { compact, resultOf, runHere, type Compacted, type Failed } from '../support/run-here.js';
import { parquetFiles, silverDigests } from '../support/silver-files.js';
import { DATE, HOUR_NS, smallLake, smallTrades, trade } from '../support/small-lake.js';

const ESH6 = 'futures/trades/symbol=ESH6/date=2025-12-16';
const BOTH_HOURS = ['14', '15'];

describe('silver-cli compact', () => {
  it('makes one file an hour of a symbol, and prints the contract of the result', async () => {
    const folder = await smallLake();
    const args = ['--date', DATE, '--schema', 'futures.trades.v1', '--symbol', 'ESH6'];
    const { results, ...sums } = await compact(folder, ...args);
    expect(results.map(({ hour }) => hour)).toEqual(BOTH_HOURS);
    expect(results[0]).toEqual({
      dataset: 'futures.trades.v1',
      partition: 'ESH6',
      date: DATE,
      hour: '14',
      status: 'success',
      rows_read: 12,
      rows_written: 12,
      duplicates_removed: 0,
      ambiguous_duplicates: 0,
      files: 1,
      seconds: expect.any(Number) as number,
      reason: expect.any(String) as string,
    });
    expect(sums).toMatchObject({ dry_run: false, hours: 2, rows_read: 24, rows_written: 24 });
    expect(await parquetFiles(`${folder}/lake/silver`)).toEqual(
      BOTH_HOURS.map((hour) => `${ESH6}/hour=${hour}/part-0000.parquet`),
    );
  });

  it('tells people a line a day, and with --verbose a line an hour', async () => {
    const folder = await smallLake();
    const ended = await runHere(folder, ['compact', '--date', DATE, '--schema', 'futures.trades']);
    expect([ended.code, ended.stdout]).toEqual([0, '']);
    expect(ended.stderr).toMatch(
      /futures\.trades\.v1 +ESH6 +2025-12-16 +2 +24 +24 +0 +0 +2 success/,
    );
    expect(ended.stderr).toContain('why:');
    expect(ended.stderr).toMatch(/5 of 5 hours rebuilt: 34 rows read, 34 written, 0 duplicates/);
    const same = await runHere(folder, ['compact', '--date', DATE, '--schema', 'futures.trades']);
    expect(same.stderr).toContain('0 of 5 hours rebuilt\n');
    expect(same.stderr).toContain('  5 hours unchanged\n');
    const again = await runHere(folder, ['compact', '--date', DATE, '--verbose']);
    expect(again.stderr).toMatch(/ESH6 +2025-12-16 +14 +12 +12 +0 +0 +unchanged +\S/);
  });

  it('says with --dry-run what would be built and why, and writes nothing', async () => {
    const folder = await smallLake();
    const planned = await compact(folder, '--date', DATE, '--dry-run');
    expect(planned.dry_run).toBe(true);
    expect(new Set(planned.results.map(({ status }) => status))).toEqual(new Set(['planned']));
    expect(planned.results.every(({ reason }) => reason !== '')).toBe(true);
    expect(await parquetFiles(`${folder}/lake/silver`)).toEqual([]);
    const { stderr } = await runHere(folder, ['compact', '--date', DATE, '--dry-run']);
    expect(stderr).toMatch(/\d+ hours would be built, nothing was written/);
  });

  it('rebuilds only the hour to which something came, and says why', async () => {
    const folder = await smallLake();
    await compact(folder, '--all');
    const before = await silverDigests(folder);
    const late = linesOf(futuresTrades, [trade('ESH6', HOUR_NS + 7n, 40)]);
    await storeRuns(folder, [{ dataset: futuresTrades, run: 'late', lines: late }]);
    const { results } = await compact(folder, '--date', DATE);
    const rebuilt = results.filter(({ status }) => status !== 'unchanged');
    expect(rebuilt).toMatchObject([
      { partition: 'ESH6', hour: '14', status: 'success', rows_written: 13, files: 2 },
    ]);
    const after = await silverDigests(folder);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual([`${ESH6}/hour=14/part-0000.parquet`]);
  });

  it('reports an hour that fails with its cause, does the others, and exits 1', async () => {
    const folder = await smallLake();
    const hour = join(folder, 'lake/bronze', ESH6, 'hour=14');
    const [file] = await parquetFiles(hour);
    await rm(join(hour, file));
    const ended = await runHere(folder, ['compact', '--date', DATE, '--json']);
    expect(ended.code).toBe(1);
    const { failures, results } = resultOf<Compacted>(ended);
    expect(failures).toMatchObject([
      {
        dataset: 'futures.trades.v1',
        partition: 'ESH6',
        hour: '14',
        error: {
          code: expect.any(String) as string,
          message: expect.stringContaining(file) as string,
          next: expect.any(String) as string,
        },
      },
    ]);
    expect(results.length).toBeGreaterThan(3);
    expect(results.every(({ status }) => status === 'success')).toBe(true);
    expect(ended.stderr).not.toContain('{"level"');
    expect(ended.stderr.match(/ESH6 2025-12-16 hour 14/g)?.length).toBe(1);
    expect(ended.stderr).toMatch(/\n5 of 6 hours rebuilt: /);
    expect(ended.stderr).toContain('FAILED (1 hour):');
    expect(ended.stderr).toContain('futures.trades.v1 ESH6 2025-12-16 hour 14:');
  });

  it('exits 2 for a date that Bronze holds nothing of, and says which there are', async () => {
    const folder = await smallLake();
    const ended = await runHere(folder, ['compact', '--date', '2025-12-17', '--json']);
    expect(ended.code).toBe(2);
    const { code, message } = resultOf<Failed>(ended).error;
    expect(code).toBe('MISSING_DATA');
    expect(message).toContain('2025-12-17');
    expect(message).toContain(DATE);
    const range = await compact(folder, '--date', '2025-12-15..2025-12-17');
    expect(range.nothing_in_bronze).toEqual(['2025-12-15', '2025-12-17']);
    expect(range.rows_written).toBeGreaterThan(0);
  });

  it('finishes what is under way after a signal, says what is left, and exits 1', async () => {
    const folder = await smallLake();
    const signals = new EventEmitter<Record<StopSignal, [StopSignal]>>();
    // As soon as the command listens.
    const listen = signals.on.bind(signals);
    signals.on = (name, listener) => {
      queueMicrotask(() => void signals.emit('SIGINT', 'SIGINT'));
      return listen(name, listener);
    };
    const args = ['compact', '--date', '2025-12-16..2025-12-17', '--threads', '1', '--json'];
    const ended = await runHere(folder, args, { signals });
    expect(ended.code, ended.stderr).toBe(1);
    const result = resultOf<Compacted>(ended);
    expect(result.stopped).toBe(true);
    expect(ended.stderr).toContain('run the same again, it goes on from here');
    const rest = await compact(folder, '--date', DATE);
    expect(rest.hours).toBeGreaterThan(result.results.length);
  });

  it('refuses memory that no engine can work with, by the name it was given under', async () => {
    const folder = await smallLake();
    const small = await runHere(folder, ['compact', '--all', '--memory', '1KiB', '--json']);
    const { code, message } = resultOf<Failed>(small).error;
    expect(code).toBe('BAD_INPUT');
    expect(message).toContain('--memory: expected a size of at least 256MiB');
    const env = { SILVER_MEMORY: '255MiB' };
    const set = await runHere(folder, ['compact', '--all', '--json'], { env });
    expect(resultOf<Failed>(set).error.message).toContain(
      'SILVER_MEMORY (environment): expected a size of at least 256MiB',
    );
  });

  it('refuses a tolerance of more than a day before it looks at anything', async () => {
    const folder = await smallLake();
    const args = ['compact', '--date', DATE, '--json'];
    const given = await runHere(folder, [...args, '--tolerance', '25h']);
    expect([given.code, resultOf<Failed>(given).error.message]).toEqual([
      2,
      expect.stringMatching(/^--tolerance: expected a time span .*up to 24h/),
    ]);
    const set = await runHere(folder, args, { env: { SILVER_TOLERANCE: '86401s' } });
    expect([set.code, resultOf<Failed>(set).error.message]).toEqual([
      2,
      expect.stringContaining('SILVER_TOLERANCE (environment): expected a time span'),
    ]);
  });

  it('takes the settings of the command line before those of the environment', async () => {
    const folder = await smallLake();
    const env = { SILVER_TOLERANCE: 'soon' };
    const refused = await runHere(folder, ['compact', '--date', DATE, '--json'], { env });
    expect(resultOf<Failed>(refused).error.message).toContain('SILVER_TOLERANCE');
    const again = await runHere(folder, ['compact', '--date', DATE, '--json'], {
      env: { SILVER_THREADS: '1', SILVER_MEMORY: '256MiB', SILVER_TOLERANCE: '1min' },
    });
    expect(again.code).toBe(0);
  });

  it('keeps what a repeated run sends once, however often it came', async () => {
    const folder = await smallLake();
    await storeRuns(folder, [smallTrades(), smallTrades('feed-2')]);
    const { rows_read: read, rows_written: written } = await compact(
      folder,
      ...['--date', DATE, '--schema', 'futures.trades'],
    );
    expect([read, written]).toEqual([3 * 34, 34]);
  });
});
