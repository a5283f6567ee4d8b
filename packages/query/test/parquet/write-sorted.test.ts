import { bronzeColumns, futuresTrades, type AnyRow } from '@assay/schemas';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openQuerySession } from '../../src/index.js';
import { arbitraryRow } from '../support/arbitrary-row.js';
import { baseRow, TS } from '../support/base-rows.js';
import { bufferOf, systemColumns } from '../support/framed.js';
import { registry } from '../support/frame.js';
import { parquetFooter, parquetRows } from '../support/parquet-rows.js';
import { useScratch } from '../support/scratch.js';
import { writeBronze } from '../support/write-rows.js';

const RUN = { run: 'a "run" with ü', firstPosition: 9_007_199_254_740_993n };
const scratch = useScratch();
const trade = baseRow(futuresTrades);

function trades(count: number): AnyRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...trade,
    // Ties in time, so that only the ordinal tells rows apart.
    ts_event_ns: TS + BigInt(index >> 2),
    price: 6000 + (index % 40) * 0.25,
    seq: index % 3 === 0 ? null : BigInt(index),
  }));
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('writeSortedParquet', () => {
  it.each(registry.all.map((dataset) => [dataset.id, dataset] as const))(
    'writes rows of %s that another reader reads value by value',
    async (id, dataset) => {
      const rows = fc.sample(arbitraryRow(dataset), 200);
      const first = 2n ** 40n;
      const file = scratch.path(`${id}.parquet`);
      const written = await writeBronze(
        scratch.session,
        dataset,
        bufferOf(dataset, rows, RUN, first),
        file,
      );
      const read = await parquetRows(file);
      const byPosition = read.toSorted((a, b) => (Number(a['_pos']) < Number(b['_pos']) ? -1 : 1));
      const expected = rows.map((row, index) => ({ ...row, ...systemColumns(index, RUN, first) }));
      expect(byPosition).toEqual(expected);
      const times = read.map((row) => row['ts_event_ns'] as bigint);
      expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      expect(written).toEqual({
        rows: 200,
        bytes: readFileSync(file).length,
        minTsEventNs: times[0],
        maxTsEventNs: times.at(-1),
      });
    },
  );

  it('gives the same bytes with 1, 2 and 8 threads, and for lines in any order', async () => {
    const rows = trades(30_000);
    const buffer = bufferOf(futuresTrades, rows);
    const hashes = new Set<string>();
    for (const threads of [1, 2, 8]) {
      const session = await openQuerySession({ threads });
      const file = scratch.path(`threads-${threads}.parquet`);
      await writeBronze(session, futuresTrades, buffer, file, { rowGroupRows: 4_096 });
      hashes.add(sha256(file));
      const ndjsonFile = `${file}.reversed.ndjson`;
      const lines = readFileSync(`${file}.ndjson`, 'utf8').trimEnd().split('\n');
      writeFileSync(ndjsonFile, `${lines.toReversed().join('\n')}\n`);
      const again = scratch.path(`reversed-${threads}.parquet`);
      await writeBronze(session, futuresTrades, buffer, again, { ndjsonFile, rowGroupRows: 4_096 });
      hashes.add(sha256(again));
      session.close();
    }
    expect(hashes.size).toBe(1);
  });

  it('explains itself in the footer: key-values, statistics, ZSTD, row groups', async () => {
    const file = scratch.path('footer.parquet');
    const footer = { 'assay.dataset': futuresTrades.id, 'assay.note': `it's "quoted", ü` };
    await writeBronze(
      scratch.session,
      futuresTrades,
      bufferOf(futuresTrades, trades(5_000)),
      file,
      {
        footer,
        rowGroupRows: 2_048,
      },
    );
    const metadata = await parquetFooter(file);
    const pairs = metadata.key_value_metadata?.map(({ key, value }) => [key, value]) ?? [];
    expect(Object.fromEntries(pairs)).toMatchObject(footer);
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([2_048, 2_048, 904]);
    for (const group of metadata.row_groups) {
      for (const { meta_data: column } of group.columns) {
        expect(column?.codec).toBe('ZSTD');
        const { min_value: min, null_count: nulls } = column?.statistics ?? {};
        const isNull = Number(nulls) === Number(group.num_rows);
        expect([column?.path_in_schema, min !== undefined || isNull]).toEqual([
          column?.path_in_schema,
          true,
        ]);
      }
    }
  });

  it('holds lines of more than 16 MiB', async () => {
    const long = { ...trade, exchange: 'x'.repeat(17 * 1024 * 1024) };
    const file = scratch.path('long.parquet');
    const buffer = bufferOf(futuresTrades, [trade, long, trade]);
    expect(buffer.longestLine).toBeGreaterThan(17 * 1024 * 1024);
    const { rows } = await writeBronze(scratch.session, futuresTrades, buffer, file);
    expect(rows).toBe(3);
    const exchanges = (await parquetRows(file)).map((row) => String(row['exchange']).length);
    expect(exchanges).toEqual([4, long.exchange.length, 4]);
  });

  it('knows nothing of event times where the columns have none', async () => {
    const file = scratch.path('untimed.parquet');
    const columns = bronzeColumns(futuresTrades).filter(({ name }) => name === '_pos');
    const buffer = bufferOf(futuresTrades, [trade]);
    const written = await writeBronze(scratch.session, futuresTrades, buffer, file, {
      columns,
      orderBy: '_pos',
    });
    expect(written).toMatchObject({ minTsEventNs: undefined, maxTsEventNs: undefined });
  });

  it('refuses when the lines are not as many as were framed', async () => {
    const file = scratch.path('lost.parquet');
    const buffer = bufferOf(futuresTrades, trades(10));
    const write = writeBronze(scratch.session, futuresTrades, buffer, file, { rows: 11 });
    await expect(write).rejects.toMatchObject({
      code: 'ROWS_LOST',
      message: `expected 11 rows in ${file}, was 10`,
    });
  });

  it.each([
    ['is cut', '{"_pos":0,"ts_event_ns":17658954'],
    ['is no JSON', 'xyz'],
    ['holds text for a number', '{"_pos":"x"}'],
  ])('refuses, with the words of the engine, a line that %s', async (_, line) => {
    const ndjsonFile = scratch.path('malformed.ndjson');
    const buffer = bufferOf(futuresTrades, [trade]);
    writeFileSync(ndjsonFile, Buffer.concat([...buffer.pieces(), Buffer.from(line)]));
    const file = scratch.path('malformed.parquet');
    const write = writeBronze(scratch.session, futuresTrades, buffer, file, {
      ndjsonFile,
      rows: 2,
    });
    await expect(write).rejects.toMatchObject({ code: 'ENGINE' });
  });
});
