import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInput, feedFormat, FeedError, massiveOptions, openMassive } from '../../src/index.js';
import { failureOf } from '../collect.js';
import { offered } from '../offered.js';
import { OPTION_TRADES, openLines, STOCK_TRADES } from './tables.js';

const START_NS = 1_770_810_300_000_000_000n;
const print = (index: number) =>
  `A,"12,37",0,4,71675222901845,${START_NS + BigInt(index)},${index + 1}.5,${index},${START_NS + BigInt(index)},100,1,202,0`;
const PRINTS = Array.from({ length: 6_000 }, (_, index) => print(index));
const TEXT = `${[STOCK_TRADES, ...PRINTS].join('\n')}\n`;

describe('openMassive', () => {
  it('reads plain files and gzip alike, in one member or several', async () => {
    const half = TEXT.length >> 1;
    const members = [gzipSync(TEXT.slice(0, half)), gzipSync(TEXT.slice(half))];
    const plain = await offered(await openMassive(bytesInput('a.csv', Buffer.from(TEXT))));
    expect(plain.rows.length).toBe(6_000);
    expect(plain.report).toMatchObject({ complete: true, records: 6_001, symbols: ['A'] });
    for (const bytes of [gzipSync(TEXT), Buffer.concat(members)]) {
      const packed = await offered(await openMassive(bytesInput('a.csv.gz', bytes, 999)));
      expect(packed.rows).toEqual(plain.rows);
      expect(packed.report.complete).toBe(true);
    }
  });

  it('gives what stands before a cut, without the cut line, and says that it is cut', async () => {
    const bytes = gzipSync(TEXT);
    for (const end of [bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      const cut = bytesInput('a.csv.gz', bytes.subarray(0, end));
      const { rows, error, report } = await offered(await openMassive(cut));
      expect(error?.code).toBe('TRUNCATED');
      expect(error?.message).toContain('fetch');
      expect(report.complete).toBe(false);
      expect(rows.length).toBeGreaterThan(1_000);
      expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => BigInt(index)));
      expect(error?.place?.record).toBe(rows.length + 2);
    }
  });

  it('fails at once where a file is cut inside its first line', async () => {
    const bytes = gzipSync(TEXT).subarray(0, 20);
    const error = await failureOf(openMassive(bytesInput('a.csv.gz', bytes)));
    expect(error.code).toBe('TRUNCATED');
  });

  it('goes by the names of columns, whatever their order, quotes or marks', async () => {
    const lines = [
      '\u00ef\u00bb\u00bf"size",sip_timestamp,price,exchange,correction,conditions,ticker\r',
      '3,1765895400366000001,6.87,312,0,209,O:SPY251219C00600000\r',
    ];
    const bytes = Buffer.from(lines.join('\n'), 'latin1');
    const { rows } = await offered(await openMassive(bytesInput('a.csv', bytes)));
    expect(rows[0]).toMatchObject({ size: 3, conditions: 'AutoExecution' });
  });

  it.each([
    'ticker,volume,open,close,high,low,window_start,transactions',
    'ticker,ask_exchange,ask_price,ask_size,bid_exchange,bid_price,bid_size,sequence_number,sip_timestamp',
    'a,b,c',
  ])('refuses a table of %s by name', async (header) => {
    const error = await failureOf(openLines([header, '1,2,3']));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toContain('stock trades, stock quotes, option trades');
  });

  it('refuses a table that lacks a column, or names one twice', async () => {
    const lacking = await failureOf(openLines([OPTION_TRADES.replace(',size', '')]));
    expect([lacking.code, lacking.message.includes('size')]).toEqual(['BAD_HEADER', true]);
    const twice = await failureOf(openLines([`${STOCK_TRADES},price`]));
    expect(twice.message).toContain('each column once ("price")');
  });

  it('goes by bytes alone: no name decides rows', () => {
    expect(feedFormat('massive').nameSettings).toBeUndefined();
  });
});

describe('massiveOptions', () => {
  it('reads what a command line gives', () => {
    expect(massiveOptions({ symbol: ['SPY', 'QQQ'], 'quote-lot': ['1'] })).toEqual({
      symbols: new Set(['SPY', 'QQQ']),
      quoteLot: 1,
    });
    expect(massiveOptions({})).toEqual({ symbols: undefined, quoteLot: undefined });
  });

  it.each([
    [{ 'quote-lot': ['0'] }, 'expected a number of shares from 1 to 10000, was 0'],
    [{ 'quote-lot': ['20000'] }, 'expected a number of shares'],
    [{ tz: ['UTC'] }, 'option "tz": expected one of symbol, quote-lot'],
  ])('refuses %o', (settings, problem) => {
    expect(() => massiveOptions(settings)).toThrow(FeedError);
    expect(() => massiveOptions(settings)).toThrow(problem);
  });
});

describe('the massive format', () => {
  it('claims csv files, packed or not', () => {
    const { claims } = feedFormat('massive');
    expect(claims('us_stocks_sip/trades_v1/2025/12/2025-12-16.csv.gz')).toBe(true);
    expect(claims('2025-12-16.csv')).toBe(true);
    expect(claims('2025-12-16.parquet')).toBe(false);
  });
});
