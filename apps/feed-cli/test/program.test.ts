import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dbnFile } from './support/dbn-file.js';
import { resultOf, runHere, type Failed } from './support/run-here.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('feed-cli', () => {
  it.each([
    [['--help'], /backfill[^]*simulate[^]*publish/],
    [['backfill', '--help'], /--format[^]*--symbol[^]*--url[^]*--take-over/],
    [['simulate', '--help'], /--seed[^]*--start[^]*--minutes[^]*--speed/],
    [['publish', '--help'], /--dataset[^]*--run/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('answers %j on standard output and opens nothing', async (args, expected) => {
    const { code, stdout, stderr } = await runHere('/proc/none', args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(expected);
  });

  it('prints one object with --json, times as decimal text, and nothing else', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'trades.dbn');
    await writeFile(path, dbnFile({ schema: 'trades', records: 100, undefinedPrices: [42] }));
    const ended = await runHere(folder, ['backfill', '--format', 'dbn', '--json', path]);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const times = {
      first_ts_event_ns: '1719835200000000000',
      last_ts_event_ns: '1719838764000000000',
    };
    const key =
      /^bronze\/futures\/trades\/symbol=ESU4\/date=2024-07-01\/hour=12\/part-.*\.parquet$/;
    expect(resultOf<object>(ended)).toEqual({
      rows: { 'futures.trades.v1': 99 },
      dead_letters: 1,
      ...times,
      bronze_files: expect.arrayContaining([
        expect.stringMatching(key),
        expect.stringMatching(/^_dlq\//),
      ]) as string[],
      files: [
        {
          file: path,
          runs: {
            'futures.trades.v1': expect.stringMatching(
              /^[0-9a-f]{16}-[0-9a-f]{8}-futures\.trades$/,
            ) as string,
          },
          already_complete: false,
          complete: true,
          records: 100,
          rows: { 'futures.trades.v1': 99 },
          refused: [
            {
              code: 'UNDEFINED_PRICE',
              dataset: 'futures.trades.v1',
              count: 1,
              firstRecord: 43,
              firstDetail: 'price: expected a price, was undefined',
            },
          ],
          ignored: [],
          filtered: 0,
          dropped_levels: 0,
          ...times,
          symbols: ['ESU4'],
          warnings: [],
          events_sent: 100,
          events_already_stored: 0,
          digest,
          error: null,
        },
      ],
      unread: [],
      without_events: [],
      skipped: [],
    });
  });

  it('tells people the same on standard error', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'trades.dbn');
    await writeFile(path, dbnFile({ schema: 'trades', records: 2_000, undefinedPrices: [42] }));
    const ended = await runHere(folder, ['backfill', '--format', 'dbn', path]);
    expect([ended.code, ended.stdout]).toEqual([0, '']);
    expect(ended.stderr).toContain('futures.trades.v1: 1,999 rows');
    expect(ended.stderr).toContain('dead letters: 1');
    expect(ended.stderr).toContain('1 events refused, UNDEFINED_PRICE: price: expected a price');
  });

  it.each([
    [{ USE_S3: 'true' }, 'DATA_ROOT: expected s3://bucket/prefix or nothing beside USE_S3'],
    [{ DATA_ROOT: 's3:/b' }, 'DATA_ROOT: expected s3://bucket/prefix'],
  ])('refuses a lake in S3 that %o does not name', async (env, words) => {
    const args = ['simulate', '--minutes', '1', '--json'];
    const refused = await runHere(await temporaryFolder(), args, undefined, env);
    expect(refused.code).toBe(2);
    expect(resultOf<Failed>(refused).error).toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringContaining(words) as string,
    });
  });

  it('refuses a lake and a log in one folder', async () => {
    const folder = await temporaryFolder();
    const env = { DATA_ROOT: folder, WAL_ROOT: `${folder}/.`, CACHE_ROOT: '/elsewhere' };
    const args = ['simulate', '--minutes', '1', '--json'];
    const refused = await runHere(folder, args, undefined, env);
    expect(refused.code).toBe(2);
    expect(resultOf<Failed>(refused).error.message).toMatch(/WAL_ROOT .*apart from DATA_ROOT/);
  });
});
