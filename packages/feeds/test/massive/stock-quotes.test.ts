import { describe, expect, it } from 'vitest';
import type { MassiveOptions } from '../../src/index.js';
import { offered } from '../offered.js';
import { openLines, STOCK_QUOTES } from './tables.js';

/** One nanosecond before and at 2025-11-03T00:00 New York. */
const LAST_IN_LOTS = '1762145999999999999';
const FIRST_IN_SHARES = '1762146000000000000';

const quote = (sipTime: string, sizes: readonly [string, string] = ['3', '5']) =>
  `SPY,11,687.25,${sizes[0]},12,687.24,${sizes[1]},1,,${sipTime},79497,${sipTime},2,0`;

const read = async (lines: readonly string[], options?: MassiveOptions) =>
  offered(await openLines([STOCK_QUOTES, ...lines], options));

describe('Massive stock quotes', () => {
  it('become rows in shares', async () => {
    const { rows, refused, report } = await read([quote(FIRST_IN_SHARES, ['300', '40'])]);
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      {
        ts_event_ns: 1_762_146_000_000_000_000n,
        ts_recv_ns: 1_762_146_000_000_000_000n,
        source: 'SIP',
        symbol: 'SPY',
        bid_px: 687.24,
        ask_px: 687.25,
        bid_sz: 40,
        ask_sz: 300,
        bid_exch: 12,
        ask_exch: 11,
        seq: 79_497n,
      },
    ]);
    expect(report.warnings).toEqual([
      'columns that no dataset holds are left out: conditions, indicators, tape, trf_timestamp',
    ]);
  });

  it('were round lots before 2025-11-03 in New York', async () => {
    const { rows } = await read([quote(LAST_IN_LOTS), quote(FIRST_IN_SHARES)]);
    expect(rows.map((row) => [row.bid_sz, row.ask_sz])).toEqual([
      [500, 300],
      [5, 3],
    ]);
  });

  it('have the lot that the option says', async () => {
    const { rows } = await read([quote(LAST_IN_LOTS), quote(FIRST_IN_SHARES)], { quoteLot: 10 });
    expect(rows.map((row) => row.bid_sz)).toEqual([50, 50]);
  });

  it('before that day whose sizes look like shares are told of', async () => {
    const inShares = Array.from({ length: 1_000 }, () => quote(LAST_IN_LOTS, ['300', '100']));
    const { report } = await read(inShares);
    expect(report.warnings[1]).toContain('give quote-lot=1 if they are shares');
    const one = await read([...inShares, quote(LAST_IN_LOTS)]);
    expect(one.report.warnings.length).toBe(1);
    const told = await read(inShares, { quoteLot: 1 });
    expect(told.report.warnings.length).toBe(1);
    expect(told.rows[0].ask_sz).toBe(300);
  });

  it('have an absent side where the price is 0', async () => {
    const { rows } = await read([
      `A,19,0.0,0,19,0.0,0,"1,81",,1770800340065735000,324,1770800340066046795,1,0`,
      `A,8,180.0,100,11,,0,"1,81",,1770800340065735000,325,1770800340066046795,1,0`,
    ]);
    const absent = { bid_px: null, bid_sz: 0, bid_exch: null };
    expect(rows[0]).toMatchObject({ ...absent, ask_px: null, ask_sz: 0, ask_exch: null });
    expect(rows[1]).toMatchObject({ ...absent, ask_px: 180, ask_sz: 100, ask_exch: 8 });
  });

  it('that are no quotes cost only themselves', async () => {
    const good = quote(FIRST_IN_SHARES);
    const bad = [
      good.replace('687.25', 'n/a'),
      good.replace('687.24', '-1'),
      good.replace('687.24,5', '687.24,99999999999'),
      good.replace('SPY,11', 'SPY,P'),
      good.replace('SPY', ''),
    ];
    const { rows, refused, refusedLines } = await read([...bad, good]);
    expect(rows.length).toBe(1);
    expect(refusedLines).toEqual(bad);
    expect(refused.map((each) => each.split(':')[0])).toEqual([
      'MALFORMED',
      'PRICE_OUT_OF_RANGE',
      'SIZE_OUT_OF_RANGE',
      'MALFORMED',
      'UNKNOWN_INSTRUMENT',
    ]);
  });
});
