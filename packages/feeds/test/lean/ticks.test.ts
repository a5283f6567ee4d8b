import { describe, expect, it } from 'vitest';
import { bytesInput, openLean, type LeanOptions } from '../../src/index.js';
import { failureOf } from '../collect.js';
import { offered } from '../offered.js';
import { zipOf } from '../zip/zip-writer.js';

const TRADES = '20131007_spy_Trade_Tick.csv';
const QUOTES = '20131007_spy_Quote_Tick.csv';
/** 2013-10-07T00:00 New York. */
const MIDNIGHT = 1_381_118_400_000_000_000n;

const zipped = (name: string, content: string) =>
  bytesInput('lean/spy/20131007_trade.zip', zipOf([{ name, content }]));

const read = async (name: string, content: string, options?: LeanOptions) =>
  offered(await openLean(zipped(name, content), options));

/** Milliseconds since midnight of a time of day. */
const at = (hours: number, minutes = 0) => (hours * 60 + minutes) * 60_000;

describe('LEAN prints', () => {
  it('become rows of the consolidated tape', async () => {
    const { rows, refused } = await read(TRADES, '34200000,1674100,100,Q,20000020,0\r\n');
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      {
        ts_event_ns: MIDNIGHT + 34_200_000_000_000n,
        ts_recv_ns: MIDNIGHT + 34_200_000_000_000n,
        source: 'SIP',
        symbol: 'SPY',
        price: 167.41,
        size: 100,
        exchange: 12,
        seq: null,
        conditions: 'IntermarketSweep|TradeThroughExempt',
      },
    ]);
  });

  it('keep fractions of a millisecond and of a ten-thousandth', async () => {
    const { rows } = await read(TRADES, '34200000.123456,1674100.5,100,Q,0,0');
    expect(rows[0].ts_event_ns).toBe(MIDNIGHT + 34_200_000_123_456n);
    expect(rows[0].price).toBe(167.41005);
    expect(rows[0].conditions).toBeNull();
  });

  it('keep the mark of the vendor, and flags that have no name', async () => {
    const lines = ['1,1,1,P,0,1', '1,1,1,P,1,1', '1,1,1,P,8000000004,0', '1,1,1,,400,0'];
    const { rows, report } = await read(TRADES, lines.join('\n'));
    expect(rows.map((row) => row.conditions)).toEqual([
      'Suspicious',
      'Regular|Suspicious',
      'LeanFlag39|NextDay',
      'ExtendedHours',
    ]);
    expect(rows[3].exchange).toBeNull();
    expect(report.warnings).toEqual([
      '1 prints with the condition LeanFlag39, which is in no list',
    ]);
  });

  it('count prints of an exchange without number', async () => {
    const { rows, report } = await read(TRADES, '1,1,1,R,0,0\n2,1,1,R,0,0');
    expect(rows.map((row) => row.exchange)).toEqual([null, null]);
    expect(report.warnings).toEqual([
      '2 ticks of exchange R, which has no number: their exchange is NULL',
    ]);
  });

  it('that are no prints cost only themselves', async () => {
    const bad = [
      '1,2,3',
      'x,1674100,100,Q,0,0',
      '86400000,1674100,100,Q,0,0',
      '1,abc,100,Q,0,0',
      '1,0,100,Q,0,0',
      '1,-5,100,Q,0,0',
      '1,1674100,0,Q,0,0',
      '1,1674100,1.5,Q,0,0',
      '1,1674100,100,7,0,0',
      '1,1674100,100,Q,xyz,0',
      '1,1674100,100,Q,0,maybe',
      '1,"1674100,100,Q,0,0',
    ];
    const good = '1,1674100,100,Q,0,0';
    const content = bad.flatMap((line) => [line, good]).join('\n');
    const { rows, refused, refusedLines, report } = await read(TRADES, content);
    expect(rows.length).toBe(bad.length);
    expect(refusedLines).toEqual(bad);
    expect(refused.map((each) => each.split(':')[0])).toEqual([
      'MALFORMED',
      'MALFORMED',
      'TIME_OUT_OF_RANGE',
      'MALFORMED',
      'PRICE_OUT_OF_RANGE',
      'PRICE_OUT_OF_RANGE',
      'SIZE_OUT_OF_RANGE',
      'SIZE_OUT_OF_RANGE',
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
    ]);
    expect(refused[0]).toBe('MALFORMED: expected 6 fields, was 3');
    expect(report.rowsByDataset).toEqual({ 'stocks.trades.v1': bad.length });
    expect(report.refused.reduce((sum, { count }) => sum + count, 0)).toBe(bad.length);
  });

  it('are numbered through more than one batch, empty lines left out', async () => {
    const line = '1,1674100,100,Q,0,0\n';
    const { rows, report } = await read(TRADES, `${line.repeat(5_000)}\n${line}`);
    expect(rows.length).toBe(5_001);
    expect(report.ignored).toEqual([{ kind: 'empty line', count: 1, firstRecord: 5_001 }]);
  });
});

describe('LEAN quotes', () => {
  it('have an absent side where the price is 0 or nothing', async () => {
    const lines = [
      '1,1812400,200,0,0,P,1,0',
      '2,0,0,1818000,3000,N,1,0',
      '3,1812400,200,1818000,3000,Q,1,0',
      '4,1812400,200,,,Q,1,0',
    ];
    const { rows, refused, report } = await read(QUOTES, lines.join('\n'));
    expect(refused).toEqual([]);
    const none = { ask_px: null, ask_sz: 0, ask_exch: null };
    expect(rows[0]).toMatchObject({ bid_px: 181.24, bid_sz: 200, bid_exch: 11, ...none });
    expect(rows[1]).toMatchObject({ bid_px: null, bid_sz: 0, bid_exch: null, ask_exch: 10 });
    expect(rows[2]).toMatchObject({ bid_exch: 12, ask_px: 181.8, ask_sz: 3_000, ask_exch: 12 });
    expect(rows[3]).toMatchObject(none);
    expect(report.warnings).toEqual([]);
  });

  it('count what the dataset does not hold', async () => {
    const lines = ['1,0,500,1818000,100,P,4,1', '1,1812400,100,0,0,P,800000,0'];
    const { rows, report } = await read(QUOTES, lines.join('\n'));
    expect(rows.map((row) => row.bid_sz)).toEqual([0, 100]);
    expect(report.warnings).toEqual([
      '1 quotes with a size and no price on the bid side, which is taken as absent',
      '1 quotes with the condition Gap, which stocks.quotes does not hold',
      '1 quotes marked suspicious, which stocks.quotes does not hold',
      '1 quotes with the condition LeanFlag23, which stocks.quotes does not hold',
    ]);
  });

  it('that are no quotes cost only themselves', async () => {
    const bad = [
      '1,1812400,200,0,0,P,1',
      '1,-1,200,0,0,P,1,0',
      '1,1812400,-1,0,0,P,1,0',
      '1,1812400,200,0,0,P,q,0',
      'soon,1812400,200,0,0,P,1,0',
    ];
    const { rows, refused } = await read(QUOTES, bad.join('\n'));
    expect(rows).toEqual([]);
    expect(refused.map((each) => each.split(':')[0])).toEqual([
      'MALFORMED',
      'PRICE_OUT_OF_RANGE',
      'SIZE_OUT_OF_RANGE',
      'MALFORMED',
      'MALFORMED',
    ]);
  });
});

describe('LEAN times', () => {
  const timesOf = async (date: string, content: string, options: LeanOptions = {}) => {
    const lines = content.split(' ').map((ms) => `${ms},1674100,100,Q,0,0`);
    const name = `${date}_spy_Trade_Tick.csv`;
    return read(name, lines.join('\n'), options);
  };
  const hour = 3_600_000_000_000n;

  it('are of the wall clock: 09:30 is 09:30 after the clocks went forward', async () => {
    // 2024-03-10 began at 05:00 UTC; at 02:00 clocks went to 03:00.
    const start = 1_710_046_800_000_000_000n;
    const { rows, refused } = await timesOf('20240310', [at(1), at(3), at(9, 30), at(2)].join(' '));
    expect(rows.map((row) => row.ts_event_ns)).toEqual([
      start + hour,
      start + 2n * hour,
      start + (17n * hour) / 2n,
    ]);
    expect(refused).toEqual([
      'TIME_OUT_OF_RANGE: time: expected a time of day that the clocks show on 2024-03-10, was 7200000 ms since midnight',
    ]);
  });

  it('shown twice are the first, and are counted', async () => {
    // 2024-11-03 began at 04:00 UTC; at 02:00 clocks went to 01:00.
    const start = 1_730_606_400_000_000_000n;
    const times = [at(0, 59), at(1), at(1, 59), at(2), at(9, 30)].join(' ');
    const { rows, report } = await timesOf('20241103', times);
    expect(rows.map((row) => row.ts_event_ns)).toEqual([
      start + (59n * hour) / 60n,
      start + hour,
      start + (119n * hour) / 60n,
      start + 3n * hour,
      start + (21n * hour) / 2n,
    ]);
    expect(report.warnings).toEqual([
      '2 times that the clocks show twice on that day; each is taken for the first',
    ]);
  });

  it('are of another zone where that is said', async () => {
    const utc = await timesOf('20131007', '0', { zone: 'UTC' });
    expect(utc.rows[0].ts_event_ns).toBe(MIDNIGHT - 4n * hour);
    const chicago = await timesOf('20131007', '0', { zone: 'America/Chicago' });
    expect(chicago.rows[0].ts_event_ns).toBe(MIDNIGHT + hour);
  });

  it('of years whose rule is not known are refused as a whole', async () => {
    const error = await failureOf(timesOf('19980102', '0'));
    expect(error.code).toBe('BAD_OPTION');
    expect(error.message).toContain('2007 to 2099');
  });
});

describe('openLean', () => {
  const line = '1,1674100,100,Q,0,0';

  it('takes date and symbol from the name inside the zip, before that of the file', async () => {
    const feed = await openLean(zipped('20140102_ibm_Trade_Tick.csv', line));
    const { rows } = await offered(feed);
    expect(rows[0]).toMatchObject({ symbol: 'IBM', ts_event_ns: 1_388_638_800_001_000_000n });
  });

  it('takes what the name of a plain file says', async () => {
    const path = '/data/equity/usa/tick/spy/20131007_trade.csv';
    const { rows } = await offered(await openLean(bytesInput(path, Buffer.from(line))));
    expect(rows[0]).toMatchObject({ symbol: 'SPY', ts_event_ns: MIDNIGHT + 1_000_000n });
  });

  it('puts options above names', async () => {
    const options = { date: '2014-01-02', symbol: 'BRK.B' };
    const feed = await openLean(bytesInput('spy_20131007.csv', Buffer.from(line)), options);
    expect((await offered(feed)).rows[0]).toMatchObject({ symbol: 'BRK.B' });
  });

  it('takes no plain file for a zip: its name would decide rows and be in no run', async () => {
    const error = await failureOf(openLean(bytesInput('spy_20131007.zip', Buffer.from(line))));
    expect(error.code).toBe('BAD_COMPRESSION');
  });

  it('asks for what no name says', async () => {
    const noDate = await failureOf(openLean(bytesInput('spy_trade.csv', Buffer.from(line))));
    expect([noDate.code, noDate.message.includes('option "date"')]).toEqual(['BAD_OPTION', true]);
    const noSymbol = await failureOf(openLean(bytesInput('20131007.csv', Buffer.from(line))));
    expect(noSymbol.message).toContain('option "symbol"');
  });

  it('tells prints from quotes by their fields where no name does', async () => {
    const quote = await openLean(bytesInput('spy_20131007.csv', Buffer.from('1,1,1,0,0,P,1,0')));
    expect((await offered(quote)).report.rowsByDataset).toEqual({ 'stocks.quotes.v1': 1 });
  });

  it('reads every file of a zip, with one count of ordinals', async () => {
    const files = [
      { name: '20131007_spy_Trade_Tick.csv', content: `${line}\n${line}` },
      { name: '20131007_empty_Trade_Tick.csv', content: '' },
      { name: '20131008_ibm_Trade_Tick.csv', content: line },
    ];
    const { rows } = await offered(await openLean(bytesInput('ticks.zip', zipOf(files))));
    expect(rows.map((row) => row.symbol)).toEqual(['SPY', 'SPY', 'IBM']);
  });

  it('refuses bars and anything else by name', async () => {
    const bars = zipped('20131007_spy_minute_trade.csv', '1,1,1,1,1,1');
    const error = await failureOf(openLean(bars));
    expect([error.code, error.message.includes('minute data')]).toEqual(['UNSUPPORTED', true]);
    const other = await failureOf(openLean(bytesInput('spy_20131007.csv', Buffer.from('a,b'))));
    expect(other.message).toContain('lines of 2 fields');
  });

  it('gives what stands before a cut, without the cut line', async () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => `${index},${index + 1},100,Q,0,0`);
    const bytes = zipOf([{ name: TRADES, content: lines.join('\n') }]);
    const cut = bytes.subarray(0, bytes.length >> 1);
    const { rows, error, report } = await offered(await openLean(bytesInput('a.zip', cut)));
    expect(error?.code).toBe('TRUNCATED');
    expect(error?.place?.record).toBe(rows.length + 1);
    expect(report.complete).toBe(false);
    expect(rows.length).toBeGreaterThan(1_000);
    const last = rows.length - 1;
    expect(rows[last]).toMatchObject({ price: Number(`${last + 1}e-4`) });
  });

  it('says that an empty file is empty', async () => {
    const { rows, report } = await offered(await openLean(bytesInput('a.csv', Buffer.alloc(0))));
    expect(rows).toEqual([]);
    expect(report).toMatchObject({ complete: true, warnings: ['the file holds no line'] });
  });
});
