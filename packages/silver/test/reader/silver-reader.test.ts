import { readdir } from 'node:fs/promises';
import {
  DATASETS,
  defineDataset,
  futuresMbp10,
  futuresTrades,
  nullable,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  stocksQuotes,
  stocksTrades,
  text,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import { localStagingFolder } from '@assay/storage';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import type { SilverReadRequest } from '../../src/index.js';
import {
  columnOf,
  compareRows,
  DATE,
  DAY_NS,
  HOUR_NS,
  rowOf,
  rowsOf,
  TWO_NS,
} from './support/rows.js';
import { createScene } from './support/scene.js';

const trade = (tsEventNs: bigint, other: AnyRow = {}) =>
  rowOf(futuresTrades, tsEventNs, { symbol: 'ESZ4', ...other });
const ES = { symbol: 'ESZ4', date: DATE };

describe('SilverReader', () => {
  it('gives whole rows of every dataset by its own method, without _ord', async () => {
    const { hours, reader } = await createScene();
    const methods: [
      Dataset,
      (request: SilverReadRequest) => ReturnType<typeof reader.readGreeks>,
    ][] = [
      [stocksTrades, reader.readStockTrades],
      [stocksQuotes, reader.readStockQuotes],
      [optionsTrades, reader.readOptionTrades],
      [optionsTradesEnriched, reader.readEnrichedOptionTrades],
      [optionsGreeksSnapshots, reader.readGreeks],
      [futuresTrades, reader.readFuturesTrades],
      [futuresMbp10, reader.readFuturesMbp10],
    ];
    expect(methods).toHaveLength(DATASETS.filter(({ tier }) => tier !== 'gold').length);
    for (const [dataset, read] of methods) {
      const { column } = dataset.partition;
      const rows = [0n, 1n, HOUR_NS].map((at) => rowOf(dataset, TWO_NS + at, { [column]: 'SPY' }));
      await hours.put(dataset, rows);
      const table = await read({ symbol: 'SPY', date: DATE });
      expect(rowsOf(table)).toEqual(rows);
      expect(table.schema.fields.map(({ name }) => name)).toEqual(
        dataset.columns.map(({ name }) => name),
      );
    }
  });

  it('finds a contract by its symbol, all outrights by their root, and everything', async () => {
    const { hours, reader } = await createScene();
    const symbols = ['ESH6', 'ESZ5', 'ESZ5-ESH6', 'MESZ5', 'NQZ5'];
    await hours.put(
      futuresTrades,
      symbols.map((symbol) => trade(TWO_NS, { symbol })),
    );
    const read = async (request: object) =>
      columnOf(await reader.readFuturesTrades({ date: DATE, ...request }), 'symbol');
    expect(await read({ root: 'ES' })).toEqual(['ESH6', 'ESZ5']);
    expect(await read({ all: true })).toEqual(symbols);
    expect(await read({ symbol: 'ESZ5-ESH6' })).toEqual(['ESZ5-ESH6']);
  });

  it('reads one date or a range, and cuts a window with its start and without its end', async () => {
    const { hours, reader } = await createScene();
    const offsets = [-DAY_NS, 0n, 1n, HOUR_NS - 1n, HOUR_NS, 3n * HOUR_NS, DAY_NS];
    await hours.put(
      futuresTrades,
      offsets.map((seq) => trade(TWO_NS + seq, { seq })),
    );
    const range = { from: '2024-12-17', to: '2024-12-19' };
    const read = async (request: object, dates: { date: string } | { from: string; to: string }) =>
      columnOf(await reader.readFuturesTrades({ symbol: 'ESZ4', ...dates, ...request }), 'seq');
    expect(await read({}, ES)).toEqual(offsets.slice(1, 6));
    expect(await read({}, range)).toEqual(offsets);
    const cut = { startNs: TWO_NS + 1n, endNs: TWO_NS + HOUR_NS };
    expect(await read(cut, ES)).toEqual([1n, HOUR_NS - 1n]);
    expect(await read(cut, range)).toEqual([1n, HOUR_NS - 1n]);
    expect(await read({ startNs: TWO_NS + HOUR_NS }, range)).toEqual(offsets.slice(4));
    expect(await read({ endNs: TWO_NS }, range)).toEqual([-DAY_NS]);
    // A window that holds no row is an answer, not missing data.
    expect(await read({ startNs: TWO_NS + 5n, endNs: TWO_NS + 6n }, ES)).toEqual([]);
    expect(await read({ startNs: TWO_NS, endNs: TWO_NS }, ES)).toEqual([]);
    expect(await read({ startNs: TWO_NS + 9n * HOUR_NS }, ES)).toEqual([]);
    expect(await reader.availableDates(futuresTrades, 'ESZ4')).toEqual([
      '2024-12-17',
      '2024-12-18',
      '2024-12-19',
    ]);
    expect(await reader.availableDates(futuresTrades, 'ESH5')).toEqual([]);
    expect(await reader.availableDates(futuresTrades)).toHaveLength(3);
  });

  it('gives the columns that are asked for, _ord too, in the order asked', async () => {
    const { hours, reader } = await createScene();
    await hours.put(futuresTrades, [trade(TWO_NS, { price: 1 }), trade(TWO_NS, { price: 2 })]);
    const columns = ['price', '_ord', 'symbol'];
    const table = await reader.readFuturesTrades({ ...ES, columns });
    expect(table.schema.fields.map(({ name }) => name)).toEqual(columns);
    expect(rowsOf(table)).toEqual([
      { price: 1, _ord: 0, symbol: 'ESZ4' },
      { price: 2, _ord: 1, symbol: 'ESZ4' },
    ]);
  });

  it('gives one total order over hours, contracts and ties, as a table and as batches', async () => {
    const { hours, reader } = await createScene();
    const random = createSeededRandom('order');
    const rows = Array.from({ length: 3_000 }, (_, price) => {
      const time = TWO_NS + BigInt(random.below(3)) * HOUR_NS + BigInt(random.below(3));
      return trade(time, {
        ts_recv_ns: time + BigInt(random.below(2)),
        source: random.pick(['A', 'a', 'é', '🚀', '\uffee']),
        symbol: random.pick(['ESZ4', 'ESH5', 'ESM5']),
        seq: random.chance(0.3) ? null : BigInt(random.below(3)),
        price,
      });
    });
    await hours.put(futuresTrades, rows);
    const sorted = [...rows].sort((one, other) => compareRows(futuresTrades, one, other));
    const request = { root: 'ES', date: DATE };
    expect(rowsOf(await reader.readFuturesTrades(request))).toEqual(sorted);
    const prices: unknown[] = [];
    for await (const batch of reader.readBatches(futuresTrades, {
      ...request,
      columns: ['price'],
    })) {
      prices.push(...columnOf(batch, 'price'));
    }
    expect(prices).toEqual(sorted.map(({ price }) => price));
  });

  it('keeps the order of a file of many row groups, and reads it in parallel', async () => {
    const { hours, reader } = await createScene();
    const small = defineDataset({ ...futuresTrades, id: 'test.trades.v1', rowGroupRows: 2_048 });
    const rows = Array.from({ length: 40_000 }, (_, index) =>
      trade(TWO_NS + BigInt(index), { seq: BigInt(index) }),
    );
    await hours.put(small, rows);
    const read = async (request: object) =>
      columnOf(await reader.readDate(small, { ...ES, columns: ['seq'], ...request }), 'seq');
    const seqs = rows.map(({ seq }) => seq);
    expect(await read({})).toEqual(seqs);
    const window = { startNs: TWO_NS + 5_000n, endNs: TWO_NS + 35_001n };
    const all = await Promise.all([read(window), read({}), read(window)]);
    expect(all).toEqual([seqs.slice(5_000, 35_001), seqs, seqs.slice(5_000, 35_001)]);
  });

  it('may be left in the middle of its batches, and be closed', async () => {
    const { hours, reader, store } = await createScene();
    const rows = Array.from({ length: 5_000 }, (_, index) => trade(TWO_NS + BigInt(index)));
    await hours.put(futuresTrades, [...rows, trade(TWO_NS + HOUR_NS)]);
    for await (const batch of reader.readBatches(futuresTrades, ES)) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    expect((await reader.readFuturesTrades(ES)).numRows).toBe(5_001);
    const held = await readdir(localStagingFolder(store.root), { recursive: true });
    expect(held.filter((name) => name.includes('part-0000'))).toEqual([]);
    await reader.close();
    await expect(reader.readFuturesTrades(ES)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('refuses what contradicts itself or does not exist', async () => {
    const { reader } = await createScene();
    const refused = async (request: object, message: string) => {
      const reading = reader.readFuturesTrades({ date: DATE, symbol: 'ESZ4', ...request });
      await expect(reading).rejects.toMatchObject({ name: 'SilverError', code: 'BAD_REQUEST' });
      await expect(reading).rejects.toThrow(message);
    };
    await refused({ columns: ['prize'] }, 'was "prize"');
    await refused({ columns: ['_pos'] }, 'was "_pos"');
    await refused({ columns: [] }, 'was an empty list');
    await refused({ root: 'ES' }, 'expected one of "symbol" (the symbol), "root" and "all"');
    await refused({ symbol: undefined }, 'expected one of');
    await refused({ date: '2023-02-29' }, 'expected a date YYYY-MM-DD, was "2023-02-29"');
    await refused({ from: DATE, to: DATE }, 'expected either "date", or "from" and "to"');
    await refused({ date: undefined }, 'expected either "date"');
    await refused(
      { date: undefined, from: '2024-12-19', to: DATE },
      '"from" not after "to", was 2024-12-19 to 2024-12-18',
    );
    await refused({ date: undefined, from: DATE }, 'YYYY-MM-DD, was ""');
    await refused({ filled: true }, 'filled: expected a dataset with bid_px, bid_sz');
  });

  it('reads a nullable column that older files lack as NULL', async () => {
    const { hours, reader } = await createScene();
    await hours.put(futuresTrades, [trade(TWO_NS), trade(TWO_NS + HOUR_NS, { symbol: 'ESH5' })]);
    const grown = defineDataset({
      ...futuresTrades,
      columns: [...futuresTrades.columns, nullable(text('conditions', 'flags of the print'))],
    });
    await hours.put(grown, [trade(TWO_NS + HOUR_NS, { conditions: 'Canceled' })]);
    const table = await reader.readDate(grown, { root: 'ES', date: DATE });
    expect(rowsOf(table).map(({ symbol, conditions }) => [symbol, conditions])).toEqual([
      ['ESZ4', null],
      ['ESH5', null],
      ['ESZ4', 'Canceled'],
    ]);
  });
});
