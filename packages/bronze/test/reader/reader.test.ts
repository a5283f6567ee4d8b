import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import { openQuerySession } from '@assay/query';
import {
  createDatasetRegistry,
  defineDataset,
  futuresMbp10,
  futuresTrades,
  nullable,
  optionsGreeksSnapshots,
  optionsTrades,
  stocksQuotes,
  stocksTrades,
  text as textColumn,
  type AnyRow,
} from '@assay/schemas';
import { createSeededRandom, SimulatedCrash } from '@assay/testkit';
import type { Table } from 'apache-arrow';
import { expect, it } from 'vitest';
import { BACKFILL_LIMITS } from '../../src/index.js';
import { generatedRows } from '../support/generated-rows.js';
import { futuresTrade, HALF_PAST_TWO_NS, message } from '../support/market-rows.js';
import { createMemoryLog } from '../support/memory-log.js';
import { createScene, type Scene } from '../support/scene.js';
import { describeOnBothStores } from '../support/test-lake.js';

const DATE = '2024-12-18';
const DAY_NS = 86_400_000_000_000n;

const rowsOf = (table: Table) => table.toArray().map((row) => row.toJSON() as AnyRow);
const column = (table: Table, name: string) => rowsOf(table).map((row) => row[name]);

/** Stores rows, each group as one message in one batch. */
async function store(scene: Scene, ...groups: AnyRow[][]): Promise<void> {
  for (const rows of groups) {
    await scene.log.append(message(futuresTrades, rows));
    const writer = scene.writer();
    await writer.start();
    await writer.stop();
  }
}

describeOnBothStores('BronzeReader', { s3: 'long' }, (makeLake) => {
  it('finds a contract by its symbol, and all outrights by their root', async () => {
    const scene = await createScene(makeLake);
    const symbols = ['ESZ5', 'ESH6', 'ESZ5-ESH6', 'MESZ5', 'NQZ5'];
    await store(
      scene,
      symbols.map((symbol, index) => futuresTrade(index, { symbol })),
    );
    const reader = scene.reader();
    expect(column(await reader.readFuturesTrades({ root: 'ES', date: DATE }), 'symbol')).toEqual([
      'ESZ5',
      'ESH6',
    ]);
    for (const symbol of symbols) {
      const table = await reader.readFuturesTrades({ symbol, date: DATE });
      expect(column(table, 'symbol')).toEqual([symbol]);
    }
  });

  it('gives whole rows of every dataset by its own method', async () => {
    const scene = await createScene(makeLake);
    const writer = scene.writer();
    await writer.start();
    const reader = scene.reader();
    const methods = [
      [stocksTrades, reader.readStockTrades],
      [stocksQuotes, reader.readStockQuotes],
      [optionsTrades, reader.readOptionTrades],
      [optionsGreeksSnapshots, reader.readGreeks],
      [futuresTrades, reader.readFuturesTrades],
      [futuresMbp10, reader.readFuturesMbp10],
    ] as const;
    const sent = methods.map(([dataset]) =>
      generatedRows(dataset, createSeededRandom(dataset.id), 20).map((row) => ({
        ...row,
        [dataset.partition.column]: 'ESZ4',
      })),
    );
    for (const [index, [dataset]] of methods.entries()) {
      await scene.log.append(message(dataset, sent[index] ?? []));
    }
    await writer.flushAll();
    const key = (row: AnyRow) => JSON.stringify(Object.values(row).map((value) => String(value)));
    for (const [index, [dataset, read]] of methods.entries()) {
      const rows = rowsOf(await read({ symbol: 'ESZ4', date: DATE }));
      expect(rows.map(key).sort()).toEqual(sent[index]?.map(key).sort());
      expect(Object.keys(rows[0])).toEqual(dataset.columns.map(({ name }) => name));
    }
  });

  it('reads one date, or a range of them', async () => {
    const scene = await createScene(makeLake);
    await store(
      scene,
      [0n, 1n, 2n, 4n].map((day) => futuresTrade(day * DAY_NS, { seq: day })),
    );
    const reader = scene.reader();
    const read = async (request: object) =>
      column(await reader.readFuturesTrades({ symbol: 'ESZ4', ...request }), 'seq');
    expect(await read({ date: '2024-12-19' })).toEqual([1n]);
    expect(await read({ range: { from: DATE, to: '2024-12-20' } })).toEqual([0n, 1n, 2n]);
    const gap = { range: { from: DATE, to: '2024-12-22' } };
    await expect(read(gap)).rejects.toMatchObject({ code: 'NO_DATA' });
    expect(await read({ ...gap, allowMissing: true })).toEqual([0n, 1n, 2n, 4n]);
    expect(await reader.availableDates(futuresTrades, 'ESZ4')).toEqual([
      '2024-12-18',
      '2024-12-19',
      '2024-12-20',
      '2024-12-22',
    ]);
    expect(await reader.availableDates(futuresTrades, 'ESH5')).toEqual([]);
  });

  it('says what there is when there is nothing of what was asked', async () => {
    const scene = await createScene(makeLake);
    await store(scene, [futuresTrade(0), futuresTrade(1, { symbol: 'NQZ4' })]);
    const reader = scene.reader();
    await expect(reader.readFuturesTrades({ symbol: 'ESZ4', date: '2024-12-19' })).rejects.toThrow(
      'futures.trades.v1 ESZ4: expected rows on 2024-12-19, was none; ' +
        'Bronze holds ESZ4 on 1 dates, 2024-12-18 to 2024-12-18',
    );
    await expect(reader.readFuturesTrades({ root: 'CL', date: DATE })).rejects.toThrow(
      /root CL: expected rows on 2024-12-18, was none; Bronze holds ESZ4, NQZ4 on 1 dates/,
    );
    await expect(reader.readStockTrades({ symbol: 'SPY', date: DATE })).rejects.toThrow(
      /was none; Bronze holds nothing of stocks\.trades\.v1/,
    );
    const empty = await reader.readStockTrades({ symbol: 'SPY', date: DATE, allowMissing: true });
    expect(empty.numRows).toBe(0);
    expect(empty.schema.fields.map(({ name }) => name)).toEqual(
      stocksTrades.columns.map(({ name }) => name),
    );
  });

  it('cuts a window with its start and without its end', async () => {
    const scene = await createScene(makeLake);
    const offsets = [0n, 1n, 2n, 3_600_000_000_000n, 3_600_000_000_001n];
    await store(
      scene,
      offsets.map((offset) => futuresTrade(offset, { seq: offset })),
    );
    const reader = scene.reader();
    const read = async (start: bigint | undefined, end: bigint | undefined) =>
      column(
        await reader.readFuturesTrades({
          symbol: 'ESZ4',
          date: DATE,
          ...(start === undefined ? {} : { startNs: HALF_PAST_TWO_NS + start }),
          ...(end === undefined ? {} : { endNs: HALF_PAST_TWO_NS + end }),
        }),
        'seq',
      );
    expect(await read(1n, 3_600_000_000_001n)).toEqual([1n, 2n, 3_600_000_000_000n]);
    expect(await read(undefined, 1n)).toEqual([0n]);
    expect(await read(3_600_000_000_001n, undefined)).toEqual([3_600_000_000_001n]);
    // A window that holds no row is an answer, not missing data.
    expect(await read(5n, 6n)).toEqual([]);
    expect(await read(5n, 5n)).toEqual([]);
  });

  it('gives the columns that are asked for, system columns too, in the order asked', async () => {
    const scene = await createScene(makeLake);
    await scene.log.append(message(futuresTrades, [futuresTrade(0)], { run: 'r', first: 9 }));
    await store(scene, [futuresTrade(1)]);
    const reader = scene.reader();
    const columns = ['price', '_run_pos', '_pos', '_run', 'symbol'];
    const table = await reader.readFuturesTrades({ symbol: 'ESZ4', date: DATE, columns });
    expect(table.schema.fields.map(({ name }) => name)).toEqual(columns);
    expect(rowsOf(table)).toEqual([
      { price: 6_000.25, _run_pos: 9n, _pos: 65_536n, _run: 'r', symbol: 'ESZ4' },
      { price: 6_000.25, _run_pos: null, _pos: 131_072n, _run: null, symbol: 'ESZ4' },
    ]);
    const nonsense = { symbol: 'ESZ4', date: DATE, columns: ['prize'] };
    await expect(reader.readFuturesTrades(nonsense)).rejects.toThrow(/was "prize"/);
  });

  it('gives one total order over all files, contracts, runs and ties', async () => {
    const scene = await createScene(makeLake);
    const random = createSeededRandom('order');
    const rows = Array.from({ length: 400 }, (_, index) => {
      const time = HALF_PAST_TWO_NS + BigInt(random.below(4));
      return futuresTrade(0, {
        ts_event_ns: time,
        ts_recv_ns: time + BigInt(random.below(2)),
        source: random.pick(['A', 'a', 'Z', 'é', '🚀', '\uffee']),
        symbol: random.pick(['ESZ4', 'ESH5']),
        seq: random.chance(0.3) ? null : BigInt(random.below(3)),
        price: index + 1,
      });
    });
    const runs = ['r2', undefined, 'r1', 'é'];
    for (let first = 0; first < rows.length; first += 50) {
      const run = runs[(first / 50) % runs.length];
      const part = rows.slice(first, first + 50);
      await scene.log.append(
        message(futuresTrades, part, run === undefined ? undefined : { run, first: 400 - first }),
      );
      const writer = scene.writer();
      await writer.start();
      await writer.stop();
    }
    const columns = [...futuresTrades.columns.map(({ name }) => name), '_run', '_run_pos', '_pos'];
    const reader = scene.reader();
    const read = rowsOf(await reader.readFuturesTrades({ root: 'ES', date: DATE, columns }));
    expect(read).toHaveLength(400);
    const sorted = [...read].sort(byTotalOrder);
    expect(read.map((row) => row._pos)).toEqual(sorted.map((row) => row._pos));
  });

  it('gives the same rows as batches, also while it reads something else', async () => {
    const scene = await createScene(makeLake);
    await store(
      scene,
      Array.from({ length: 9_000 }, (_, index) => futuresTrade(index)),
    );
    const reader = scene.reader();
    const request = { symbol: 'ESZ4', date: DATE };
    const seqs: unknown[] = [];
    for await (const batch of reader.readBatches(futuresTrades, request)) {
      seqs.push(...batch.toArray().map((row) => (row.toJSON() as AnyRow).seq));
      const other = await reader.readFuturesTrades({ ...request, endNs: HALF_PAST_TWO_NS + 7n });
      expect(other.numRows).toBe(7);
    }
    expect(seqs).toEqual(Array.from({ length: 9_000 }, (_, index) => BigInt(index)));
    const all = await Promise.all(
      Array.from({ length: 4 }, () => reader.readFuturesTrades(request)),
    );
    expect(all.map(({ numRows }) => numRows)).toEqual([9_000, 9_000, 9_000, 9_000]);
  });

  it('may be left in the middle of its batches, and be closed', async () => {
    const scene = await createScene(makeLake);
    await store(
      scene,
      Array.from({ length: 9_000 }, (_, index) => futuresTrade(index)),
    );
    const reader = scene.reader();
    const request = { symbol: 'ESZ4', date: DATE };
    for await (const batch of reader.readBatches(futuresTrades, request)) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    expect((await reader.readFuturesTrades(request)).numRows).toBe(9_000);
    await reader.close();
    await reader.close();
    await expect(reader.readFuturesTrades(request)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('sees what is committed between two reads, and nothing that is not', async () => {
    const scene = await createScene(makeLake);
    await store(scene, [futuresTrade(0)]);
    const reader = scene.reader();
    const seqs = async () =>
      column(await reader.readFuturesTrades({ symbol: 'ESZ4', date: DATE }), 'seq');
    expect(await seqs()).toEqual([0n]);
    await scene.log.append(message(futuresTrades, [futuresTrade(1)]));
    const dying = scene.writer({
      failpoint: (name) => {
        if (name === 'ledger.before-commit') throw new SimulatedCrash(name);
      },
    });
    await dying.start();
    await expect(dying.stop()).rejects.toThrow(SimulatedCrash);
    // The file is in the lake, its commit is not.
    const session = await openQuerySession();
    const glob = join(await scene.asFolder(), 'bronze/futures/trades/**/*.parquet');
    expect(await session.rows(`SELECT count(*)::INTEGER AS n FROM '${glob}'`)).toEqual([{ n: 2 }]);
    session.close();
    expect(await seqs()).toEqual([0n]);
    const next = scene.writer();
    await next.start();
    expect(await seqs()).toEqual([0n, 1n]);
  });

  it('fails by name when a committed file is gone, instead of giving fewer rows', async () => {
    const scene = await createScene(makeLake);
    await store(scene, [futuresTrade(0)], [futuresTrade(1)]);
    const { files } = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
    const key = files[1]?.key ?? '';
    await scene.store.remove(key);
    const reader = scene.reader();
    const request = { symbol: 'ESZ4', date: DATE };
    const gone = {
      name: 'LedgerError',
      code: 'FILE_GONE',
      message: `${key}: expected 1 rows, which entry 7 of shard market committed, was no file: put it back from a copy`,
    };
    await expect(reader.readFuturesTrades(request)).rejects.toMatchObject(gone);
    await expect(
      reader.readBatches(futuresTrades, request)[Symbol.asyncIterator]().next(),
    ).rejects.toMatchObject(gone);
  });

  it('orders rows of several shards and epochs, and keeps them apart', async () => {
    const scene = await createScene(makeLake);
    const shards = [
      ['zeta', 'one'],
      ['alpha', 'one'],
      ['alpha', 'two'],
    ] as const;
    for (const [shard, created] of shards) {
      const log = createMemoryLog(`${shard}/${created}`);
      // The same event everywhere: only shard, epoch and position tell the copies apart.
      await log.append(
        message(futuresTrades, [futuresTrade(0, { exchange: `${shard}/${created}` })]),
      );
      await log.append(
        message(futuresTrades, [futuresTrade(0, { exchange: `${shard}/${created}/2` })]),
      );
      const writer = scene.writer({ log, shard });
      await writer.start();
      await writer.stop();
    }
    const table = await scene.reader().readFuturesTrades({ symbol: 'ESZ4', date: DATE });
    expect(column(table, 'exchange')).toEqual([
      'alpha/one',
      'alpha/one/2',
      'alpha/two',
      'alpha/two/2',
      'zeta/one',
      'zeta/one/2',
    ]);
  });

  it('reads a nullable column that older files lack as NULL', async () => {
    const scene = await createScene(makeLake);
    await store(scene, [futuresTrade(0)]);
    const later = defineDataset({
      ...futuresTrades,
      columns: [...futuresTrades.columns, nullable(textColumn('conditions', 'flags of the print'))],
    });
    await scene.log.append(message(later, [futuresTrade(1, { conditions: 'Canceled' })]));
    const writer = scene.writer({ registry: createDatasetRegistry([later]) });
    await writer.start();
    await writer.stop();
    const reader = scene.reader();
    const request = { symbol: 'ESZ4', date: DATE };
    expect(column(await reader.read(later, request), 'conditions')).toEqual([null, 'Canceled']);
    // The older release leaves the column it does not know.
    expect(rowsOf(await reader.readFuturesTrades(request))).toEqual([
      futuresTrade(0),
      futuresTrade(1),
    ]);
  });

  it('holds limits that fit a backfill', () => {
    expect(BACKFILL_LIMITS).toMatchObject({ maxEvents: 1_000_000, maxBytes: 134_217_728 });
  });
});

/** 2-contracts: (ts_event_ns, ts_recv_ns, source, partition, seq NULLS LAST, _run, _run_pos, _pos). */
function byTotalOrder(a: AnyRow, b: AnyRow): number {
  const terms = [
    'ts_event_ns',
    'ts_recv_ns',
    'source',
    'symbol',
    'seq',
    '_run',
    '_run_pos',
    '_pos',
  ];
  for (const term of terms) {
    const order = compare(a[term] ?? null, b[term] ?? null);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function compare(a: AnyRow[string], b: AnyRow[string]): number {
  if (a === null || b === null) {
    return Number(a === null) - Number(b === null);
  }
  if (typeof a === 'string' && typeof b === 'string') {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a === b ? 0 : a < b ? -1 : 1;
}
