import {
  bronzeColumns,
  createDatasetRegistry,
  encodeRow,
  positionOf,
  RUN_HEADER,
  RUN_POSITION_HEADER,
  stocksQuotes,
  stocksTrades,
  type AnyRow,
} from '@assay/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  columnsFromRecordBatch,
  createMessageColumns,
  scanToBatches,
  selectRows,
  type ColumnBatch,
} from '../../src/index.js';
import { arbitraryRow, arbitrarySpelling } from '../support/arbitrary-row.js';
import { baseRow } from '../support/base-rows.js';
import { rowsOfBatch } from '../support/batch-rows.js';
import { bufferOf } from '../support/framed.js';
import { useScratch } from '../support/scratch.js';
import { writeBronze } from '../support/write-rows.js';

const LONG = process.env['ASSAY_LONG'] === '1';
const numRuns = LONG ? 200 : 8;
const registry = createDatasetRegistry();
const ORIGIN = { shard: 'market', epoch: 2 };
const RUN = { run: 'run-a', firstPosition: (1n << 32n) - 3n };
const datasets = registry.all
  .filter(({ subject }) => subject !== undefined)
  .map((dataset) => [dataset.id, dataset] as const);

describe.each(datasets)('columns of %s', (_, dataset) => {
  const scratch = useScratch();
  const columns = bronzeColumns(dataset);

  /** A message a row, as `bufferOf` counts them. */
  function ofMessages(lines: readonly string[]): ColumnBatch {
    const decoder = createMessageColumns(registry, { origin: ORIGIN });
    lines.forEach((line, index) => {
      decoder.add({
        sequence: BigInt(index),
        subject: dataset.subject ?? '',
        headers: {
          [RUN_HEADER]: RUN.run,
          [RUN_POSITION_HEADER]: String(RUN.firstPosition + BigInt(index)),
        },
        bytes: Buffer.from(line),
      });
    });
    const batches = decoder.take();
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ dataset: dataset.id, origin: ORIGIN });
    return batches[0];
  }

  it('are the same from messages, however spelt, and from the Bronze file of the same rows', async () => {
    const spelt = arbitraryRow(dataset).chain((row) =>
      fc.tuple(fc.constant(row), arbitrarySpelling(row)),
    );
    const property = fc.asyncProperty(
      fc.array(spelt, { minLength: 1, maxLength: 30 }),
      async (all) => {
        const rows = all.map(([row]) => row);
        const file = scratch.path('rows.parquet');
        await writeBronze(scratch.session, dataset, bufferOf(dataset, rows, RUN), file, {
          orderBy: '"_pos"',
        });
        const stored: AnyRow[] = [];
        const request = { dataset, files: [file], columns: columns.map(({ name }) => name) };
        for await (const batch of scanToBatches(scratch.session, request)) {
          stored.push(...rowsOfBatch(columnsFromRecordBatch(dataset.id, batch, ORIGIN), columns));
        }
        const spellings = rowsOfBatch(ofMessages(all.map(([, text]) => text)), columns);
        const plain = rowsOfBatch(ofMessages(rows.map((row) => encodeRow(dataset, row))), columns);
        expect(spellings).toEqual(stored);
        expect(plain).toEqual(stored);
      },
    );
    await fc.assert(property, { numRuns });
  });

  it('keep what was taken apart from what comes later', () => {
    const line = encodeRow(dataset, baseRow(dataset));
    const decoder = createMessageColumns(registry, { origin: ORIGIN });
    const message = { subject: dataset.subject ?? '', headers: undefined };
    decoder.add({ ...message, sequence: 1n, bytes: Buffer.from(`${line}\n${line}`) });
    const [first] = decoder.take();
    decoder.add({ ...message, sequence: 2n, bytes: Buffer.from(line) });
    const [second] = decoder.take();
    const positions = (batch: ColumnBatch) => rowsOfBatch(batch, columns).map((row) => row['_pos']);
    expect(positions(first)).toEqual([positionOf(1n, 0), positionOf(1n, 1)]);
    expect(positions(second)).toEqual([positionOf(2n, 0)]);
    expect(decoder.take()).toEqual([]);
    expect(positions(selectRows(first, [1]))).toEqual([positionOf(1n, 1)]);
  });
});

describe('a decoder of messages', () => {
  it('counts dead letters and rows of datasets that nobody asked for', () => {
    const decoder = createMessageColumns(registry, { origin: ORIGIN, datasets: [stocksTrades.id] });
    const line = encodeRow(stocksTrades, baseRow(stocksTrades));
    decoder.add({
      sequence: 1n,
      subject: 'market.stocks.trades',
      headers: undefined,
      bytes: Buffer.from(`${line}\n{"price":"none"}\n\n${line}`),
    });
    decoder.add({
      sequence: 2n,
      subject: 'market.stocks.quotes',
      headers: undefined,
      bytes: Buffer.from(encodeRow(stocksQuotes, baseRow(stocksQuotes))),
    });
    expect(decoder.counts).toEqual({
      messages: 2,
      events: 4,
      rows: 2,
      unwanted: 1,
      deadLetters: 1,
    });
    const [batch, ...others] = decoder.take();
    expect(others).toEqual([]);
    expect(rowsOfBatch(batch, bronzeColumns(stocksTrades)).map((row) => row['_pos'])).toEqual([
      positionOf(1n, 0),
      positionOf(1n, 2),
    ]);
  });
});
