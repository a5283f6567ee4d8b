import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultOf, runHere, type Failed } from './support/run-here.js';
import { temporaryFolder } from './support/temporary-folder.js';

const DAY = ['--date', '2025-12-16'];
const TRADES = ['--schema', 'futures.trades'];
const READ = ['read', ...TRADES, '--symbol', 'ESH6'];

/** Command lines that make no sense, and what is said of them. */
const WRONG: readonly (readonly [readonly string[], string])[] = [
  [['compact'], 'expected either --date or --all, was neither'],
  [['compact', ...DAY, '--all'], 'expected either --date or --all, was both'],
  [['compact', '--date', '2025-02-30'], '--date: expected YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD'],
  [['compact', '--date', '2025-12-17..2025-12-16'], '--date: expected the first date not to be'],
  [['compact', ...DAY, '--from', '2025-12-01'], '--from, --to: expected --all beside them'],
  [['compact', '--all', '--from', 'monday'], '--from: expected one date, YYYY-MM-DD'],
  [['compact', '--all', '--to', '2025-13-01'], '--to: expected one date, YYYY-MM-DD'],
  [
    ['compact', '--all', '--from', '2025-12-02', '--to', '2025-12-01'],
    '--from, --to: expected the first date not to be after the second',
  ],
  [['compact', ...DAY, '--schema', 'futures.quotes'], '--schema: expected one of stocks.trades.v1'],
  [['compact', ...DAY, '--schema', 'levels.signals'], '--schema: expected one of stocks.trades.v1'],
  [['compact', ...DAY, '--threads', '0'], '--threads: expected a whole number from 1 to 256'],
  [
    ['compact', ...DAY, '--memory', 'much'],
    '--memory: expected a size of at least 256MiB such as 1GiB',
  ],
  [['compact', ...DAY, '--tolerance', '10'], '--tolerance: expected a time span of whole'],
  [['compact', ...DAY, '--tolerance', '0s'], '--tolerance: expected a time span of whole'],
  [['compact', ...DAY, '--everything'], "unknown option '--everything'"],
  [['read', ...DAY], "required option '--schema <name>' not specified"],
  [['read', ...TRADES, ...DAY], 'expected either --symbol or --root, was neither'],
  [[...READ, ...DAY, '--root', 'ES'], 'expected either --symbol or --root, was both'],
  [READ, 'expected either --date, or --from and --to, was neither'],
  [
    [...READ, ...DAY, '--from', '2025-12-16'],
    'expected either --date, or --from and --to, was both',
  ],
  [[...READ, '--from', '2025-12-16'], '--to: expected a date beside the other one, was none'],
  [[...READ, '--to', '2025-12-16'], '--from: expected a date beside the other one, was none'],
  [[...READ, ...DAY, '--contract', 'front'], '--contract: expected --root beside it, was --symbol'],
  [
    ['read', ...TRADES, '--root', 'ES', ...DAY, '--contract', 'back'],
    '--contract: expected front, was "back"',
  ],
  [[...READ, ...DAY, '--columns', 'price,bid'], '--columns: expected columns of futures.trades.v1'],
  [
    [...READ, ...DAY, '--start', '14:30'],
    '--start: expected an instant such as 2025-12-16T14:30:00Z',
  ],
  [
    [...READ, ...DAY, '--start', '2025-12-16T15:00:00Z', '--end', '2025-12-16T15:00:00Z'],
    '--end: expected an instant after --start, was not',
  ],
  [[...READ, ...DAY, '--limit', '0'], '--limit: expected a whole number of at least 1'],
  [
    [...READ, ...DAY, '--format', 'xml'],
    'expected one of table, ndjson, csv, arrow, parquet, was --format',
  ],
  [[...READ, ...DAY, '--output', 'rows.xls'], 'was --output rows.xls'],
  [[...READ, ...DAY, '--format', 'parquet'], '--format parquet: expected --output beside it'],
  [
    [...READ, ...DAY, '--format', 'table', '--output', 'rows.csv'],
    '--format table: expected no --output beside it',
  ],
  [[...READ, ...DAY, '--format', 'csv'], '--json: expected --output beside --format csv, was none'],
  [['status', '--date', 'today'], '--date: expected YYYY-MM-DD'],
  [['quality'], "required option '--date <date>' not specified"],
  [['quality', '--date', '2025-12-16..2025-12-17'], '--date: expected one date, YYYY-MM-DD'],
];

describe('silver-cli', () => {
  it.each([
    [['--help'], /DATA_ROOT[^]*Exit codes[^]*futures\.trades[^]*compact[^]*read[^]*quality/],
    [['compact', '--help'], /--date[^]*--schema[^]*--force[^]*--dry-run[^]*Examples:/],
    [['read', '--help'], /--root[^]*--contract[^]*--format[^]*Examples:/],
    [['status', '--help'], /--gc[^]*Examples:/],
    [['quality', '--help'], /--symbol[^]*Examples:/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('answers %j on standard output and opens nothing', async (args, expected) => {
    const { code, stdout, stderr } = await runHere('/proc/none', args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(expected);
  });

  it.each(WRONG)('refuses %j', async (args, words) => {
    const ended = await runHere('/proc/none', [...args, '--json']);
    expect(ended.code).toBe(2);
    const { error } = resultOf<Failed>(ended);
    expect(['BAD_USAGE', 'BAD_INPUT']).toContain(error.code);
    expect(error.message).toContain(words);
    expect(error.next).toBeDefined();
    expect(ended.stderr).toContain(words);
  });

  it.each([['compact', ...DAY], [...READ, ...DAY], ['status'], ['quality', ...DAY]])(
    'says that there is no lake: %s',
    async (...args) => {
      const folder = await temporaryFolder();
      const ended = await runHere(folder, [...args, '--json']);
      expect(ended.code).toBe(2);
      expect(resultOf<Failed>(ended).error).toMatchObject({
        code: 'MISSING_DATA',
        message: `${folder}/lake: expected a lake, was nothing`,
      });
    },
  );

  it('takes its settings from a file that it shares with the other programs', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'lake'));
    const file = join(folder, 'assay.yaml');
    await writeFile(file, 'SILVER_THREADS: 300\nINGEST_MAX_BYTES: 1MiB\nSILVER_MEMROY: 1GiB\n');
    const ended = await runHere(folder, ['status', '--json', '--config', file]);
    expect(ended.code).toBe(2);
    const { code, message } = resultOf<Failed>(ended).error;
    expect(code).toBe('BAD_CONFIG');
    expect(message).toContain('the configuration has 2 problems');
    expect(message).toContain('SILVER_THREADS');
    expect(message).toContain('SILVER_MEMROY');
  });
});
