import {
  bronzeColumns,
  defineDataset,
  float64,
  futuresTrades,
  int32,
  nullable,
  partitionPath,
  placeOf,
  SYSTEM_COLUMNS,
  text,
  timeNs,
  totalOrderTerms,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import type { RecordBatch, Table } from 'apache-arrow';
import fc from 'fast-check';
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { presentColumns, scanToBatches, scanToTable, type ScanRequest } from '../../src/index.js';
import { arbitraryRow } from '../support/arbitrary-row.js';
import { baseRow, TS } from '../support/base-rows.js';
import { bufferOf } from '../support/framed.js';
import { registry } from '../support/frame.js';
import { parquetRows } from '../support/parquet-rows.js';
import { useScratch } from '../support/scratch.js';
import { writeBronze } from '../support/write-rows.js';

const scratch = useScratch();
const trade = baseRow(futuresTrades);

function trades(count: number, from = TS): AnyRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...trade,
    ts_event_ns: from + BigInt(index),
    size: index + 1,
  }));
}

async function fileOf(name: string, rows: readonly AnyRow[], dataset: Dataset = futuresTrades) {
  const file = scratch.path(name);
  await writeBronze(scratch.session, dataset, bufferOf(dataset, rows), file);
  return file;
}

function rowsOf(table: Table | RecordBatch): AnyRow[] {
  const names = table.schema.fields.map((field) => field.name);
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(
      names.map((name) => [name, table.getChild(name)?.get(row) as AnyRow[string]]),
    ),
  );
}

async function read(request: Partial<ScanRequest> & Pick<ScanRequest, 'files'>) {
  return rowsOf(await scanToTable(scratch.session, { dataset: futuresTrades, ...request }));
}

async function batchesOf(request: ScanRequest): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of scanToBatches(scratch.session, request)) {
    batches.push(batch);
  }
  return batches;
}

describe('scanToTable', () => {
  it.each(registry.all.map((dataset) => [dataset.id, dataset] as const))(
    'gives the values of %s that another Parquet reader reads',
    async (id, dataset) => {
      const rows = fc.sample(arbitraryRow(dataset), 5_000);
      const file = await fileOf(`${id}.parquet`, rows, dataset);
      const columns = bronzeColumns(dataset).map((column) => column.name);
      const table = await scanToTable(scratch.session, { dataset, files: [file], columns });
      expect(table.numRows).toBe(5_000);
      expect(rowsOf(table)).toEqual(await parquetRows(file));
    },
  );

  it('keeps long, repeated and marked text as it is', async () => {
    const texts = ['x'.repeat(12), 'y'.repeat(13), '\ufeff begins with a mark', '', 'ü'.repeat(40)];
    const exchanges = Array.from({ length: 6_000 }, (_, index) =>
      index % 7 === 0 ? null : texts[index % 5],
    );
    const rows = trades(6_000).map((row, index) => ({ ...row, exchange: exchanges[index] }));
    const files = [await fileOf('texts.parquet', rows)];
    const batches = await batchesOf({ dataset: futuresTrades, files, columns: ['exchange'] });
    // Arrow's own decoder drops the mark: the bytes are what counts.
    const read = batches.flatMap(({ data: { children, length } }) =>
      Array.from({ length }, (_, row) => {
        const { valueOffsets, values } = children[0];
        const bytes = (values as Uint8Array).subarray(valueOffsets[row], valueOffsets[row + 1]);
        return children[0].getValid(row) ? Buffer.from(bytes).toString('utf8') : null;
      }),
    );
    expect(read).toEqual(exchanges);
  });

  it('gives the columns asked for, in the order asked for', async () => {
    const file = await fileOf('columns.parquet', trades(3));
    const table = await scanToTable(scratch.session, {
      dataset: futuresTrades,
      files: [file],
      columns: ['size', '_pos', 'ts_event_ns'],
    });
    expect(table.schema.fields.map((field) => field.name)).toEqual(['size', '_pos', 'ts_event_ns']);
    expect(rowsOf(table)[2]).toEqual({ size: 3, _pos: 131_072n, ts_event_ns: TS + 2n });
  });

  it("gives the dataset's own columns unless told, without the system columns", async () => {
    const file = await fileOf('own.parquet', trades(1));
    expect(await read({ files: [file] })).toEqual([{ ...trade, size: 1 }]);
  });

  it('cuts a window that includes its start and not its end', async () => {
    const file = await fileOf('window.parquet', trades(10));
    const sizes = async (startNs?: bigint, endNs?: bigint) =>
      (await read({ files: [file], startNs, endNs })).map((row) => row['size']);
    expect(await sizes(TS + 2n, TS + 5n)).toEqual([3, 4, 5]);
    expect(await sizes(undefined, TS + 2n)).toEqual([1, 2]);
    expect(await sizes(TS + 8n)).toEqual([9, 10]);
    expect(await sizes(TS + 5n, TS + 5n)).toEqual([]);
    expect(await sizes(TS + 100n)).toEqual([]);
  });

  it('keeps the order of files, or gives the order asked for', async () => {
    const late = await fileOf('late.parquet', trades(3_000, TS + 10_000n));
    const early = await fileOf('early.parquet', trades(3_000));
    const inFiles = (await read({ files: [late, early] })).map((row) => row['ts_event_ns']);
    expect(inFiles).toEqual(
      [...trades(3_000, TS + 10_000n), ...trades(3_000)].map((row) => row['ts_event_ns']),
    );
    const orderBy = totalOrderTerms(futuresTrades).join(', ');
    const ordered = (await read({ files: [late, early], orderBy })).map(
      (row) => row['ts_event_ns'],
    );
    expect(ordered).toEqual(ordered.toSorted((a, b) => (a! < b! ? -1 : 1)));
  });

  it('is an empty table of the asked columns when there are no files', async () => {
    const table = await scanToTable(scratch.session, {
      dataset: futuresTrades,
      files: [],
      columns: ['size'],
    });
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map((field) => field.name)).toEqual(['size']);
  });

  it('refuses a column that the dataset has not', async () => {
    const asked = read({ files: ['unread.parquet'], columns: ['size', 'sizes'] });
    await expect(asked).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'expected columns of futures.trades.v1, was "sizes"',
    });
  });

  it('reads other columns than the own where the files are said to hold them', async () => {
    const file = await fileOf('stored.parquet', trades(2));
    const [position] = SYSTEM_COLUMNS;
    const stored = [...futuresTrades.columns, position];
    const columns = ['_pos', 'size'];
    expect(await read({ files: [file], stored, columns })).toEqual([
      { _pos: 0n, size: 1 },
      { _pos: 65_536n, size: 2 },
    ]);
    const other = { files: [file], stored, columns: ['_run'] };
    await expect(read(other)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('takes the word of who knows which columns the files hold', async () => {
    const file = await fileOf('present.parquet', trades(1));
    const present = await presentColumns(scratch.session, {
      dataset: futuresTrades,
      files: [file],
    });
    expect([...present].slice(0, 3)).toEqual(['ts_event_ns', 'ts_recv_ns', 'source']);
    expect(await read({ files: [file], present })).toEqual([{ ...trade, size: 1 }]);
    const [row] = await read({ files: [file], present: new Set(['size']), columns: ['seq'] });
    expect(row).toEqual({ seq: null });
  });

  it('says which file cannot be read', async () => {
    const asked = read({ files: [scratch.path('absent.parquet')] });
    await expect(asked).rejects.toMatchObject({ code: 'ENGINE' });
    await expect(asked).rejects.toThrow('absent.parquet');
  });
});

describe('files of an older form', () => {
  const columns = [
    timeNs('ts_event_ns', ''),
    text('symbol', '', { nonEmpty: true }),
    int32('size', ''),
  ] as const;
  const declaration = {
    id: 'test.prints.v1',
    describe: '',
    tier: 'bronze',
    partition: { column: 'symbol', hourly: true },
    key: ['ts_event_ns'],
    crossOrder: 9,
  } as const;
  const old = defineDataset({ ...declaration, columns });
  const grown = defineDataset({
    ...declaration,
    columns: [...columns, nullable(text('venue', '')), nullable(float64('price', ''))],
  });
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ts_event_ns: TS + BigInt(index),
      symbol: 'A',
      size: index,
    }));

  it('read NULL for a column that was added later', async () => {
    const before = await fileOf('before.parquet', rows(2), old);
    const since = await fileOf('since.parquet', [{ ...rows(1)[0], venue: 'X', price: 1.5 }], grown);
    const dataset = grown;
    const both = await scanToTable(scratch.session, { dataset, files: [before, since] });
    expect(rowsOf(both)).toEqual([
      ...rows(2).map((row) => ({ ...row, venue: null, price: null })),
      { ...rows(1)[0], venue: 'X', price: 1.5 },
    ]);
    const alone = await scanToTable(scratch.session, { dataset, files: [before] });
    expect(rowsOf(alone)).toEqual(rows(2).map((row) => ({ ...row, venue: null, price: null })));
  });

  it('are refused when a column has another type', async () => {
    const file = await fileOf('other-type.parquet', rows(1), old);
    const dataset = defineDataset({
      ...declaration,
      columns: [columns[0], columns[1], text('size', '')],
    });
    await expect(scanToTable(scratch.session, { dataset, files: [file] })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: 'test.prints.v1.size: expected VARCHAR, was INTEGER',
    });
  });

  it('are refused when a required column has no value', async () => {
    const file = await fileOf('no-size.parquet', rows(1), old);
    const dataset = defineDataset({ ...declaration, columns: [...columns, int32('lots', '')] });
    await expect(scanToTable(scratch.session, { dataset, files: [file] })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: '"lots": expected a value in every row, was NULL in 1 of 1',
    });
  });
});

describe('scanToBatches', () => {
  it('gives batches of at most 2,048 rows that together are the table', async () => {
    const files = [await fileOf('batches.parquet', trades(10_000))];
    const batches = await batchesOf({ dataset: futuresTrades, files });
    const sizes = batches.map((batch) => batch.numRows);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2_048);
    expect(batches.flatMap(rowsOf)).toEqual(trades(10_000));
  });

  it('keeps what it gave after the engine has gone on', async () => {
    const files = [await fileOf('kept.parquet', trades(10_000))];
    const [first] = await batchesOf({ dataset: futuresTrades, files });
    await read({ files });
    expect(rowsOf(first)).toEqual(trades(first.numRows));
  });

  it('may be left early', async () => {
    const files = [await fileOf('left.parquet', trades(10_000))];
    for await (const batch of scanToBatches(scratch.session, { dataset: futuresTrades, files })) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    expect(await read({ files, columns: ['size'] })).toHaveLength(10_000);
  });

  it('gives nothing when there are no files', async () => {
    expect(await batchesOf({ dataset: futuresTrades, files: [] })).toEqual([]);
  });
});

describe('the folders of a lake', () => {
  const symbols = [
    'ESZ5',
    '007',
    '5',
    '1e5',
    'NULL',
    '../x',
    'A B',
    'Ä東',
    '2025-12-16',
    'a=b',
    'x%2Fy',
  ];

  /** One file a symbol, as Bronze lays them out. */
  async function layOut(root: string) {
    const files: string[] = [];
    for (const symbol of symbols) {
      const place = placeOf(futuresTrades, symbol, Number(TS / 3_600_000_000_000n));
      mkdirSync(scratch.path(`${root}/${partitionPath(place)}`), { recursive: true });
      const rows = trades(3).map((row) => ({ ...row, symbol }));
      files.push(await fileOf(`${root}/${partitionPath(place)}/part-1.parquet`, rows));
    }
    return files;
  }

  it('never stand for the values that rows carry', async () => {
    const files = await layOut('scanned');
    const rows = await read({ files, columns: ['symbol'] });
    expect(rows.map((row) => row['symbol'])).toEqual(symbols.flatMap((name) => [name, name, name]));
  });

  it('are counted right by a plain read_parquet, whatever the symbols look like', async () => {
    await layOut('plain');
    const glob = scratch.path('plain/**/*.parquet');
    const count = (sql: string) =>
      scratch.session.rows(`SELECT ${sql} FROM read_parquet('${glob}')`);
    expect(await count('count(*)::INTEGER AS rows')).toEqual([{ rows: symbols.length * 3 }]);
    expect(await count('count(DISTINCT symbol)::INTEGER AS symbols')).toEqual([
      { symbols: symbols.length },
    ]);
    expect(await count('count(*) FILTER (hour = 14)::INTEGER AS rows')).toEqual([
      { rows: symbols.length * 3 },
    ]);
  });
});
