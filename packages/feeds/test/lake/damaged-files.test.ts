import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlText } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { bytesInput, fileInput, type FeedSettings } from '../../src/index.js';
import { failureOf } from '../collect.js';
import { HOUR_12, NOON, rowsOf, usePythonLake } from './python-lake.js';
import { lakeFormat, read, readRows } from './read-lake.js';

const lake = usePythonLake();
const ES = `bronze/futures/trades/symbol=ES/${HOUR_12}`;

describe('files of a lake that cannot be read', () => {
  async function failure(path: string, settings: FeedSettings = {}) {
    const error = await failureOf(lakeFormat.open(fileInput(path), settings));
    return `${error.code} ${error.problem}`;
  }

  it('names every column that is missing or of a wrong type, at once', async () => {
    const change = { source: undefined, price: `'high'`, size: undefined, is: 'true' };
    const path = await lake.write(ES, rowsOf('futures.trades', change));
    expect(await failure(path)).toBe(
      'BAD_HEADER no futures.trades.v1: expected a column "source", was none; ' +
        '"price" of a type that can hold it, was VARCHAR; a column "size", was none',
    );
  });

  it('does without what can be had otherwise', async () => {
    const change = {
      source: undefined,
      ts_recv_ns: undefined,
      aggressor: undefined,
      seq: undefined,
    };
    const { rows, report } = await readRows(
      lake,
      'futures.trades',
      rowsOf('futures.trades', change),
      {
        source: ['GLBX.MDP3'],
      },
    );
    expect(rows[0]).toMatchObject({
      source: 'GLBX.MDP3',
      ts_recv_ns: NOON,
      aggressor: 0,
      seq: null,
    });
    expect(report.warnings).toEqual(
      expect.arrayContaining([
        'no column "ts_recv_ns": ts_event_ns stands for it',
        'no column "aggressor": 0 (unknown) stands for it',
      ]),
    );
  });

  it('refuses an empty file, a text, and a file cut anywhere', async () => {
    const empty = join(lake.root, 'empty.parquet');
    writeFileSync(empty, '');
    expect(await failure(empty)).toBe('BAD_HEADER expected a Parquet file, was empty');
    writeFileSync(empty, 'symbol,price\nES,6000\n');
    expect(await failure(empty)).toMatch(/^BAD_HEADER expected a Parquet file: /);
    const path = await lake.write(ES, rowsOf('futures.trades'));
    const whole = readFileSync(path).length;
    for (const length of [4, 100, Math.floor(whole / 2), whole - 8, whole - 1]) {
      await lake.write(ES, rowsOf('futures.trades'));
      truncateSync(path, length);
      const words = await failure(path);
      expect(words).toMatch(/^BAD_HEADER expected a Parquet file: /);
      // The statement that the engine was asked is no part of what is wrong with the file.
      expect(words).not.toMatch(/LINE 1:|DESCRIBE|\^$/);
    }
  });

  it('refuses a file with a damaged page as a whole', async () => {
    const base = rowsOf('futures.trades', { seq: undefined });
    const path = await lake.write(ES, base);
    await lake.session().run(
      `COPY (SELECT * EXCLUDE (i), i::BIGINT AS seq FROM (${base}) CROSS JOIN range(30000) t(i)
        ORDER BY i) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10240)`,
    );
    const [{ at }] = await lake
      .session()
      .rows(
        `SELECT min(data_page_offset) AS at FROM parquet_metadata(${sqlText(path)}) WHERE row_group_id = 2`,
      );
    const bytes = readFileSync(path);
    bytes.fill(0xff, Number(at), Number(at) + 16);
    writeFileSync(path, bytes);
    expect(await failure(path)).toMatch(/^BAD_RECORD expected whole Parquet pages, was damage: /);
  });

  it('refuses a file of Assay, of another dataset, or of none', async () => {
    const own = { _pos: '1::BIGINT', _run: `'r'`, _run_pos: '1::BIGINT' };
    expect(await failure(await lake.write(ES, rowsOf('futures.trades', own)))).toMatch(
      /^UNSUPPORTED is a file/,
    );
    const enriched = `silver/options/trades_enriched/underlying=SPY/${HOUR_12}`;
    expect(await failure(await lake.write(enriched, rowsOf('options.trades')))).toMatch(
      /^UNSUPPORTED options.trades_enriched: /,
    );
    expect(await failure(await lake.write('other/x.parquet', 'SELECT 1 AS a, 2 AS b'))).toMatch(
      /^UNSUPPORTED expected the folder/,
    );
  });

  it('finds the dataset of a file elsewhere by its columns, or takes the one told', async () => {
    const quotes = await read(await lake.write('x/q.parquet', rowsOf('stocks.quotes')));
    expect(quotes.report.rowsByDataset).toEqual({ 'stocks.quotes.v1': 1 });
    const books = await read(await lake.write('x/b.parquet', rowsOf('futures.mbp10')));
    expect(books.report.rowsByDataset).toEqual({ 'futures.mbp10.v1': 1 });
    const trades = await lake.write('x/t.parquet', rowsOf('futures.trades'));
    const told = await read(trades, { dataset: ['futures.trades'] });
    expect(told.report.rowsByDataset).toEqual({ 'futures.trades.v1': 1 });
  });

  it('takes the symbol that was told where neither a column nor a folder says it', async () => {
    const path = await lake.write('x/n.parquet', rowsOf('futures.trades', { symbol: undefined }));
    const told = { dataset: ['futures.trades'] };
    expect(await failure(path, told)).toBe(
      'BAD_HEADER no futures.trades.v1: expected a column "symbol", was none',
    );
    const { rows } = await read(path, { ...told, partition: ['ESZ5'] });
    expect(rows.map(({ symbol }) => symbol)).toEqual(['ESZ5']);
  });

  it('reads a file without rows, and says so', async () => {
    const { rows, report } = await readRows(
      lake,
      'futures.trades',
      `${rowsOf('futures.trades')} LIMIT 0`,
    );
    expect([rows, report.complete, report.warnings]).toEqual([[], true, ['the file holds no row']]);
  });

  it('opens the file that a name with glob characters means, and no other', async () => {
    await lake.write('x/part-1.parquet', rowsOf('futures.trades', { seq: '1::BIGINT' }));
    const path = await lake.write(
      'x/part-[1]*?.parquet',
      rowsOf('futures.trades', { seq: '2::BIGINT' }),
    );
    const { rows } = await read(path, { dataset: ['futures.trades'] });
    expect(rows.map(({ seq }) => seq)).toEqual([2n]);
  });

  it('refuses what is not there, bytes in memory, and options it does not know', async () => {
    expect(await failure(join(lake.root, 'nowhere.parquet'))).toMatch(/^UNREADABLE /);
    const bytes = bytesInput('x.parquet', new Uint8Array(8));
    expect((await failureOf(lakeFormat.open(bytes, {}))).code).toBe('UNSUPPORTED');
    const path = await lake.write(ES, rowsOf('futures.trades'));
    expect(await failure(path, { dataset: ['futures.ohlcv'] })).toMatch(
      /^BAD_OPTION option "dataset"/,
    );
    expect(await failure(path, { source: [''] })).toMatch(/^BAD_OPTION option "source"/);
    expect(await failure(path, { partition: [''] })).toMatch(/^BAD_OPTION option "partition"/);
    expect(await failure(path, { tz: ['UTC'] })).toMatch(/^BAD_OPTION option "tz"/);
  });
});
