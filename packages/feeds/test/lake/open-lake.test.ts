import { DATASETS, rowSchema } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { NOON, PYTHON, rowsOf, usePythonLake, type PythonDataset } from './python-lake.js';
import { readRows, refusalsOf, verdictsOf } from './read-lake.js';

const lake = usePythonLake();

describe('a lake of Python', () => {
  it.each(Object.keys(PYTHON) as PythonDataset[])('gives %s as written', async (name) => {
    const { rows, report, error, batches } = await readRows(lake, name, rowsOf(name));
    expect(error).toBeUndefined();
    expect(report).toMatchObject({ format: 'lake', complete: true, records: 1, refused: [] });
    expect(report.rowsByDataset).toEqual({ [`${name}.v1`]: 1 });
    expect(batches.map(verdictsOf)).toEqual([['row']]);
    const dataset = DATASETS.find((each) => each.name === name);
    expect(batches[0].dataset).toBe(dataset);
    expect(dataset && rowSchema(dataset).parse(rows[0])).toEqual(rows[0]);
    const written = await lake.session().rows(rowsOf(name));
    const same = Object.entries(written[0]).filter(([column]) => column !== 'option_symbol');
    expect(rows[0]).toMatchObject(Object.fromEntries(same));
  });

  it('keeps the contract of a row whose folder names the product only', async () => {
    const select = rowsOf('futures.trades', {}, { symbol: `'ESH6'` }, { symbol: `'ESZ5-ESH6'` });
    const { rows, report } = await readRows(lake, 'futures.trades', select);
    expect(rows.map(({ symbol }) => symbol)).toEqual(['ESZ5', 'ESH6', 'ESZ5-ESH6']);
    expect(report.symbols).toEqual(['ESH6', 'ESZ5', 'ESZ5-ESH6']);
    expect(report.warnings).toEqual([
      '1 rows in the folder symbol=ES are of ESZ5, and stored as that',
      '1 rows in the folder symbol=ES are of ESH6, and stored as that',
      '1 rows in the folder symbol=ES are of ESZ5-ESH6, and stored as that',
    ]);
  });

  it.each(['ES', 'ES.c.0'])('keeps %s, and says that no contract is known', async (symbol) => {
    const { rows, report } = await readRows(
      lake,
      'futures.trades',
      rowsOf('futures.trades', { symbol: `'${symbol}'` }),
    );
    expect(rows[0].symbol).toBe(symbol);
    expect(report.warnings).toContain(
      `1 rows name ${symbol}: which contract that was is not in the file; kept as it is`,
    );
  });

  it('takes the folder for a column that the file has not', async () => {
    const { rows, report } = await readRows(
      lake,
      'futures.trades',
      rowsOf('futures.trades', { symbol: undefined }),
    );
    expect(rows[0].symbol).toBe('ES');
    expect(report.warnings[0]).toBe('no column "symbol": symbol=ES stands for it');
  });

  it('says which columns and rows it could not keep, with counts', async () => {
    const select = rowsOf(
      'futures.trades',
      { venue: `'dark'`, key: `'ES'`, note: 'NULL::VARCHAR' },
      { venue: `'lit'`, key: `'ES'`, size: '0::INTEGER' },
    );
    const result = await readRows(lake, 'futures.trades', select);
    expect(result.report.warnings).toContain('column "venue" (VARCHAR) left out: 2 values');
    expect(result.report.warnings.some((each) => each.includes('"key"'))).toBe(false);
    expect(refusalsOf(result)).toEqual([
      '1 SIZE_OUT_OF_RANGE size: expected an integer from 1 to 2147483647, was 0',
    ]);
    expect(result.report.rowsByDataset).toEqual({ 'futures.trades.v1': 1 });
  });

  it('counts equal rows, and keeps them', async () => {
    const { rows, report } = await readRows(
      lake,
      'futures.trades',
      rowsOf('futures.trades', {}, {}, {}),
    );
    expect(rows).toHaveLength(3);
    expect(report.warnings.some((each) => each.startsWith('2 rows equal an earlier one'))).toBe(
      true,
    );
  });

  it('counts rows of another hour than their folder says', async () => {
    const late = { ts_event_ns: `${NOON + 3_600_000_000_000n}::BIGINT` };
    const { report } = await readRows(lake, 'futures.trades', rowsOf('futures.trades', late, {}));
    expect(report.warnings).toContain(
      '1 rows are of another UTC hour than their folder, and stored by their time',
    );
  });

  it('states the venue feed in place of a transport where told', async () => {
    const select = rowsOf('futures.trades', { source: `'databento_live'` });
    const asIs = await readRows(lake, 'futures.trades', select);
    expect(asIs.rows[0].source).toBe('databento_live');
    expect(asIs.report.warnings.some((each) => each.includes('no venue feed'))).toBe(true);
    const told = await readRows(lake, 'futures.trades', select, { source: ['GLBX.MDP3'] });
    expect(told.rows[0].source).toBe('GLBX.MDP3');
    expect(told.report.warnings.some((each) => each.includes('no venue feed'))).toBe(false);
  });

  it('writes the option symbols of Massive as OSI does', async () => {
    const { rows, report } = await readRows(lake, 'options.trades', rowsOf('options.trades'));
    expect(rows[0].option_symbol).toBe('SPY   251216C00676000');
    expect(report.warnings).toEqual([
      '1 option symbols are written as OSI symbols of 21 characters now',
    ]);
  });

  it('gives rows in file order, numbered over batches', async () => {
    const base = rowsOf('futures.trades', { seq: undefined });
    const select = `SELECT *, i::BIGINT AS seq FROM (${base}) CROSS JOIN range(200000) t(i) ORDER BY i`;
    const { batches, rows } = await readRows(
      lake,
      'futures.trades',
      select.replace('SELECT *,', 'SELECT * EXCLUDE (i),'),
    );
    expect(rows).toHaveLength(200_000);
    expect(rows.every((row, index) => row.seq === BigInt(index))).toBe(true);
    let ordinal = 0;
    for (const batch of batches) {
      expect(batch.firstOrdinal).toBe(ordinal);
      ordinal += batch.rows.length;
    }
  });
});
