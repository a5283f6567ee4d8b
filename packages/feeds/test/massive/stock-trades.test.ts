import { describe, expect, it } from 'vitest';
import type { MassiveOptions } from '../../src/index.js';
import { offered } from '../offered.js';
import { openLines, STOCK_TRADES } from './tables.js';

const PRINT =
  'A,12,0,8,52983525035849,1770810300032981000,129.79,6876,1770810300033243132,100,1,0,0';

const read = async (lines: readonly string[], options?: MassiveOptions) =>
  offered(await openLines([STOCK_TRADES, ...lines], options));

const conditionsOf = async (codes: string, correction = '0') => {
  const { rows } = await read([PRINT.replace('A,12,0,', `A,${codes},${correction},`)]);
  return rows[0].conditions;
};

describe('Massive stock trades', () => {
  it('happened by the exchange, were known by the SIP, to the nanosecond', async () => {
    const { rows, refused, report } = await read([PRINT]);
    expect(refused).toEqual([]);
    expect(rows).toEqual([
      {
        ts_event_ns: 1_770_810_300_032_981_000n,
        ts_recv_ns: 1_770_810_300_033_243_132n,
        source: 'SIP',
        symbol: 'A',
        price: 129.79,
        size: 100,
        exchange: 8,
        seq: 6_876n,
        conditions: 'ExtendedHours',
      },
    ]);
    expect(report.warnings).toEqual([
      'columns that no dataset holds are left out: id, tape, trf_id, trf_timestamp',
    ]);
  });

  it('happened when the SIP knew them where the exchange gives no time', async () => {
    const known = 1_770_810_300_033_243_132n;
    for (const absent of ['', '0']) {
      const { rows } = await read([PRINT.replace('1770810300032981000', absent)]);
      expect(rows[0]).toMatchObject({ ts_event_ns: known, ts_recv_ns: known });
    }
  });

  it('that happened after they were known are counted', async () => {
    const { rows, report } = await read([
      PRINT.replace('1770810300032981000', '1770810300999999999'),
    ]);
    expect(rows[0].ts_event_ns).toBe(1_770_810_300_999_999_999n);
    expect(report.warnings).toContain(
      "1 rows that happened, by the participant's clock, after the SIP received them",
    );
  });

  it.each([
    ['', null],
    ['0', 'Regular'],
    ['"12,37"', 'ExtendedHours|OddLot'],
    ['"37,14,41"', 'IntermarketSweep|OddLot|TradeThroughExempt'],
    ['32', 'OutOfSequence|Sold'],
    ['16', 'OfficialOpen'],
    ['2', 'AveragePrice'],
    ['99', 'Condition99'],
    ['"14,99,099"', 'Condition99|IntermarketSweep'],
  ])('with conditions %s are named', async (codes, names) => {
    expect(await conditionsOf(codes)).toBe(names);
  });

  it.each([
    ['1', 'Corrected'],
    ['7', 'Canceled|Erroneous'],
    ['8', 'Canceled'],
    ['10', 'CancelRecord|Canceled'],
    ['11', 'CancelRecord|Canceled|Erroneous'],
    ['12', 'Corrected|CorrectionRecord'],
    ['5', 'Correction5'],
    ['', null],
  ])('with correction %s keep it as a flag', async (correction, names) => {
    expect(await conditionsOf('', correction)).toBe(names);
  });

  it('with codes in no list are counted, none is dropped', async () => {
    const lines = ['A,99,0,', 'A,"99,37",0,', 'A,,5,'].map((start) =>
      PRINT.replace('A,12,0,', start),
    );
    const { rows, report } = await read(lines);
    expect(rows.map((row) => row.conditions)).toEqual([
      'Condition99',
      'Condition99|OddLot',
      'Correction5',
    ]);
    expect(report.warnings.slice(1)).toEqual([
      '2 prints with Condition99, which is in no list',
      '1 prints with Correction5, which is in no list',
    ]);
  });

  it('with more unknown codes than can be told apart are still all counted', async () => {
    const lines = Array.from({ length: 2_000 }, (_, id) =>
      PRINT.replace('A,12,', `A,${id + 1_000},`),
    );
    const { rows, report } = await read(lines);
    expect(rows[1_999].conditions).toBe('Condition2999');
    expect(report.warnings.length).toBe(502);
    expect(report.warnings.at(-1)).toBe(
      '1500 other curiosities, of too many kinds to be told apart',
    );
  });

  it('have prices and sizes written with decimals since 2026', async () => {
    const line = PRINT.replace('129.79', '157.350000').replace(',100,1,', ',10.000000,1,');
    const { rows } = await read([line]);
    expect(rows[0]).toMatchObject({ price: 157.35, size: 10 });
  });

  it('of others than the asked-for are counted', async () => {
    const lines = [PRINT, PRINT.replace('A,', 'AA,'), PRINT];
    const { rows, report } = await read(lines, { symbols: new Set(['AA']) });
    expect(rows.map((row) => row.symbol)).toEqual(['AA']);
    expect(report.filtered).toBe(2);
    expect(report.symbols).toEqual(['AA']);
  });

  it('that are no prints cost only themselves', async () => {
    const bad = [
      'A,12',
      PRINT.replace('A,12', ',12'),
      PRINT.replace('A,12', 'A,x'),
      PRINT.replace(',12,0,', ',12,no,'),
      PRINT.replace('12,0,8', '12,0,NYSE'),
      PRINT.replace('129.79', '0'),
      PRINT.replace('129.79', ''),
      PRINT.replace(',100,1,', ',0.001500,1,'),
      PRINT.replace('1770810300033243132', '0'),
      PRINT.replace('1770810300033243132', '1770810300033'),
      PRINT.replace(',6876,', ',six,'),
      PRINT.replace('A,12', '"A,12'),
    ];
    const { rows, refused, refusedLines } = await read(bad.flatMap((line) => [line, PRINT]));
    expect(rows.length).toBe(bad.length);
    expect(refusedLines).toEqual(bad);
    expect(refused.map((each) => each.split(':')[0])).toEqual([
      'MALFORMED',
      'UNKNOWN_INSTRUMENT',
      'MALFORMED',
      'MALFORMED',
      'MALFORMED',
      'PRICE_OUT_OF_RANGE',
      'UNDEFINED_PRICE',
      'SIZE_OUT_OF_RANGE',
      'UNDEFINED_TIME',
      'TIME_OUT_OF_RANGE',
      'MALFORMED',
      'MALFORMED',
    ]);
  });
});
