import { describe, expect, it } from 'vitest';
import type { MassiveOptions } from '../../src/index.js';
import { offered } from '../offered.js';
import { openLines, OPTION_TRADES } from './tables.js';

const PRINT = 'O:SPY251219C00600000,232,0,312,6.87,1765895400366000001,3';

const read = async (lines: readonly string[], options?: MassiveOptions) =>
  offered(await openLines([OPTION_TRADES, ...lines], options));

describe('Massive option trades', () => {
  it('become rows with their contract', async () => {
    const { rows, refused, report } = await read([PRINT]);
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      {
        ts_event_ns: 1_765_895_400_366_000_001n,
        ts_recv_ns: 1_765_895_400_366_000_001n,
        source: 'OPRA',
        underlying: 'SPY',
        option_symbol: 'SPY   251219C00600000',
        exp_date: '2025-12-19',
        strike: 600,
        right: 'C',
        price: 6.87,
        size: 3,
        opt_bid: null,
        opt_ask: null,
        aggressor: 0,
        seq: null,
        conditions: 'MultiLegElectronic',
      },
    ]);
    expect(report.warnings).toEqual(['columns that no dataset holds are left out: exchange']);
  });

  it('know the index behind the roots of its series', async () => {
    const roots = ['SPXW', 'SPX', 'NDXP', 'RUTW', 'VIXW', 'QQQ'];
    const { rows } = await read(roots.map((root) => PRINT.replace('O:SPY', `O:${root}`)));
    expect(rows.map((row) => row.underlying)).toEqual(['SPX', 'SPX', 'NDX', 'RUT', 'VIX', 'QQQ']);
    expect(rows[0].option_symbol).toBe('SPXW  251219C00600000');
  });

  it('of adjusted series belong to their stock, and are counted', async () => {
    const { rows, report } = await read([PRINT.replace('O:SPY', 'O:AAPL1')]);
    expect(rows[0]).toMatchObject({
      underlying: 'AAPL',
      option_symbol: 'AAPL1 251219C00600000',
    });
    expect(report.warnings[1]).toContain('1 prints of adjusted series');
  });

  it('are asked for by underlying', async () => {
    const lines = [PRINT, PRINT.replace('O:SPY', 'O:SPXW')];
    const { rows, report } = await read(lines, { symbols: new Set(['SPX']) });
    expect(rows.map((row) => row.underlying)).toEqual(['SPX']);
    expect(report.filtered).toBe(1);
  });

  it('that were cancelled stay, with their flag', async () => {
    const { rows } = await read([
      PRINT.replace(',232,', ',201,'),
      PRINT.replace(',232,', ',202,'),
      PRINT.replace(',232,', ',299,'),
      PRINT.replace(',232,', ',"209,219",'),
    ]);
    expect(rows.map((row) => row.conditions)).toEqual([
      'Canceled',
      'Late|OutOfSequence',
      'Condition299',
      'AutoExecution|IntermarketSweep',
    ]);
  });

  it('may cost nothing', async () => {
    const { rows } = await read([PRINT.replace('6.87', '0')]);
    expect(rows[0].price).toBe(0);
  });

  it('that name no option cost only themselves', async () => {
    const bad = [
      PRINT.replace('O:', ''),
      PRINT.replace('251219', '251319'),
      PRINT.replace('C00600000', 'X00600000'),
      PRINT.replace('C00600000', 'C00000000'),
      PRINT.replace('C00600000', 'C600'),
      PRINT.replace('O:SPY', 'O:TOOLONGROOT'),
      PRINT.replace('6.87', '-0.01'),
    ];
    const { rows, refused, refusedLines } = await read([...bad, PRINT]);
    expect(rows.length).toBe(1);
    expect(refusedLines).toEqual(bad);
    const codes = refused.map((each) => each.split(':')[0]);
    expect(codes.slice(0, -1).every((code) => code === 'UNKNOWN_INSTRUMENT')).toBe(true);
    expect(codes.at(-1)).toBe('PRICE_OUT_OF_RANGE');
  });
});
