import { describe, expect, it } from 'vitest';
import { bytesInput, openLean, type LeanOptions } from '../../src/index.js';
import { failureOf } from '../collect.js';
import { offered } from '../offered.js';

const HEADER =
  '#expiry,strike,right,open,high,low,close,volume,open_interest,implied_volatility,delta,gamma,vega,theta,rho';
const UNDERLYING = ',,,92.69,92.95,92.50,92.72,2467914,,,,,,,';
const CALL = '20140613,70.71,C,21.95,23.6,20.4,23.0,0,14,0.31,0.9974,0.001,0.02,0.0787,0.0058';
/** 2014-06-10T00:00 New York. */
const DAY_END = 1_402_372_800_000_000_000n;

const open = (lines: readonly string[], options?: LeanOptions, name = 'aapl_20140609.csv') =>
  openLean(bytesInput(name, Buffer.from(lines.join('\n'))), options);

const read = async (lines: readonly string[], options?: LeanOptions, name?: string) =>
  offered(await open(lines, options, name));

describe('LEAN option chains', () => {
  it('become snapshots that are known when their day has ended', async () => {
    const { rows, report } = await read([HEADER, UNDERLYING, CALL]);
    expect(rows).toEqual([
      {
        ts_event_ns: DAY_END,
        source: 'OPRA',
        underlying: 'AAPL',
        option_symbol: 'AAPL  140613C00070710',
        delta: 0.9974,
        gamma: 0.001,
        theta: 0.0787,
        vega: 0.02,
        implied_volatility: 0.31,
        open_interest: 14,
        snapshot_id: 'lean-2014-06-09',
      },
    ]);
    expect(report.ignored).toEqual([{ kind: 'row of the underlying', count: 1, firstRecord: 2 }]);
    expect(report.symbols).toEqual(['AAPL']);
  });

  it('go by the names of their columns, not by their places', async () => {
    const { rows } = await read([
      '#vega,right,strike,theta,gamma,delta,expiry',
      '0.02,P,100,-0.5,0.1,-0.4,20140613',
    ]);
    expect(rows[0]).toMatchObject({
      option_symbol: 'AAPL  140613P00100000',
      delta: -0.4,
      vega: 0.02,
      implied_volatility: null,
      open_interest: null,
    });
  });

  it('have no implied volatility where the vendor found none, and say so', async () => {
    const none = ['0', '0.0', ''].map((text) => CALL.replace('0.31', text));
    const { rows, refused, report } = await read([HEADER, ...none, CALL]);
    expect(rows.map((row) => row.implied_volatility)).toEqual([null, null, null, 0.31]);
    expect(refused).toEqual([]);
    expect(report.warnings).toContain(
      '2 rows whose implied volatility is 0: the vendor found none, NULL is stored',
    );
  });

  it('refuse a first line without what a snapshot is made of', async () => {
    const lacking = await failureOf(open(['#expiry,strike,right,delta', CALL]));
    expect(lacking.code).toBe('BAD_HEADER');
    expect(lacking.message).toContain('gamma, theta, vega');
    const twice = await failureOf(open([`${HEADER},delta`]));
    expect(twice.message).toContain('each column once ("delta")');
  });

  it('are known when the option says, by the clocks of the zone', async () => {
    const known = async (days: number, time: string) =>
      (await read([HEADER, CALL], { available: { days, time } })).rows[0].ts_event_ns;
    const hour = 3_600_000_000_000n;
    expect(await known(0, '16:15')).toBe(DAY_END - (31n * hour) / 4n);
    expect(await known(1, '09:30')).toBe(DAY_END + (19n * hour) / 2n);
  });

  it('may have a root that is not their underlying', async () => {
    const named = await read([HEADER, CALL], { underlying: 'SPX' }, 'universes/spxw/20140609.csv');
    expect(named.rows[0]).toMatchObject({
      underlying: 'SPX',
      option_symbol: 'SPXW  140613C00070710',
    });
    const given = await read([HEADER, CALL], { root: 'NDXP', underlying: 'NDX' });
    expect(given.rows[0]).toMatchObject({
      underlying: 'NDX',
      option_symbol: 'NDXP  140613C00070710',
    });
  });

  it('of a stock with a point have a root without', async () => {
    const { rows } = await read([HEADER, CALL], {}, 'brk.b_20140609.csv');
    expect(rows[0]).toMatchObject({ underlying: 'BRK.B', option_symbol: 'BRKB  140613C00070710' });
  });

  it('ask for the underlying that no name says', async () => {
    const error = await failureOf(open([HEADER, CALL], { date: '2014-06-09' }, 'chain_of_day.csv'));
    expect([error.code, error.message.includes('option "underlying"')]).toEqual([
      'BAD_OPTION',
      true,
    ]);
  });

  it('have lines that cost only themselves', async () => {
    const bad = [
      CALL.replace('20140613', '20140631'),
      CALL.replace('70.71', '70.7123'),
      CALL.replace(',C,', ',X,'),
      CALL.replace('0.9974', ''),
      CALL.replace(',14,', ',14.5,'),
      CALL.replace('0.31', 'high'),
      `${CALL},1`,
    ];
    const { rows, refused, refusedLines } = await read([HEADER, ...bad, CALL]);
    expect(rows.length).toBe(1);
    expect(refusedLines).toEqual(bad);
    expect(refused.map((each) => each.split(':')[0])).toEqual([
      'UNKNOWN_INSTRUMENT',
      'UNKNOWN_INSTRUMENT',
      'UNKNOWN_INSTRUMENT',
      'MALFORMED',
      'SIZE_OUT_OF_RANGE',
      'MALFORMED',
      'MALFORMED',
    ]);
  });
});
