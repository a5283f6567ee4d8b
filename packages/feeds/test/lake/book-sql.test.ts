import { describe, expect, it } from 'vitest';
import { BOOK_HEAD, PYTHON, rowsOf, usePythonLake } from './python-lake.js';
import { readRows, verdictsOf } from './read-lake.js';

const lake = usePythonLake();

describe('books of a lake', () => {
  const levels = (count: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        `{'bid_px': ${6000 - index}::DOUBLE, 'bid_sz': ${index + 1}::INTEGER, ` +
        `'ask_px': ${6001 + index}::DOUBLE, 'ask_sz': ${index + 2}::INTEGER}`,
    );
  const asList = (count: number) => {
    const columns = { ...BOOK_HEAD, levels: `[${levels(count).join(', ')}]` };
    return `SELECT ${Object.entries(columns)
      .map(([name, value]) => `${value} AS ${name}`)
      .join(', ')}`;
  };

  it('are read from a list of levels', async () => {
    const { rows, batches, report, error } = await readRows(lake, 'futures.mbp10', asList(10));
    expect([error, report.refused]).toEqual([undefined, []]);
    expect(batches.map(verdictsOf)).toEqual([['row']]);
    expect(rows[0]).toMatchObject({ bid_px_1: 6000, bid_sz_10: 10, ask_px_10: 6010, ask_sz_1: 2 });
    expect(rows[0].depth).toBeNull();
  });

  it('have absent levels where a list is short, and count those it has too many', async () => {
    const short = await readRows(lake, 'futures.mbp10', asList(3));
    expect(short.rows[0]).toMatchObject({
      bid_px_3: 5998,
      bid_px_4: null,
      bid_sz_4: 0,
      ask_sz_10: 0,
    });
    const long = await readRows(lake, 'futures.mbp10', asList(12));
    expect(long.report.droppedLevels).toBe(2);
  });

  it('have a depth where a file has columns of the first levels only', async () => {
    const deeper = Object.keys(PYTHON['futures.mbp10']).filter((name) => /_([6-9]|10)$/.test(name));
    const change = Object.fromEntries(deeper.map((name) => [name, undefined]));
    const { rows, report } = await readRows(lake, 'futures.mbp10', rowsOf('futures.mbp10', change));
    expect(rows[0]).toMatchObject({ depth: 5, bid_px_5: 5998.75, bid_px_6: null, ask_sz_6: 0 });
    expect(report.warnings).toContain('book columns of 5 levels: depth says so');
  });

  it('have an absent side where Python writes NULL, NaN or 0 for its price', async () => {
    const empty = (price: string, size: string) => ({ bid_px_1: price, bid_sz_1: size });
    const { rows, report, error } = await readRows(
      lake,
      'futures.mbp10',
      rowsOf(
        'futures.mbp10',
        empty('NULL::DOUBLE', '0::INTEGER'),
        empty(`'nan'::DOUBLE`, 'NULL::INTEGER'),
        empty('0::DOUBLE', '0::INTEGER'),
        empty('NULL::DOUBLE', '5::INTEGER'),
        empty('0::DOUBLE', '5::INTEGER'),
      ),
    );
    expect([error, report.refused]).toEqual([undefined, []]);
    const side = rows.map(({ bid_px_1: price, bid_sz_1: size }) => [price, size]);
    expect(side).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
      [null, 0],
      [0, 5],
    ]);
    expect(report.warnings).toContain(
      '1 sides have a size and no price: no such level can be stored',
    );
  });
});
