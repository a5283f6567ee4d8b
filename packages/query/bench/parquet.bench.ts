import { bronzeColumns, bronzeFileOrder, futuresTrades, readJsonColumns } from '@assay/schemas';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NdjsonBuffer, openQuerySession, RowMembers, writeSortedParquet } from '../src/index.js';
import { bestOf, perSecond } from './support/best-of.js';
import { tradeLine } from './support/trades.js';

const GOAL = 0.8;
const columns = bronzeColumns(futuresTrades);
const orderBy = bronzeFileOrder(futuresTrades);

async function measure(folder: string, rows: number, runs: number) {
  const buffer = new NdjsonBuffer();
  const members = new RowMembers();
  for (let index = 0; index < rows; index += 1) {
    const line = Buffer.from(tradeLine(index));
    members.begin(BigInt(index), undefined);
    buffer.appendRow(members, 0, line, 0, line.length);
  }
  const ndjsonFile = join(folder, 'lines.ndjson');
  const file = join(folder, 'rows.parquet');
  writeFileSync(ndjsonFile, Buffer.concat([...buffer.pieces()]));
  const session = await openQuerySession();
  const best = await bestOf(runs, {
    write: () =>
      writeSortedParquet(session, {
        ndjsonFile,
        rows,
        longestLine: buffer.longestLine,
        columns,
        orderBy,
        rowGroupRows: futuresTrades.rowGroupRows,
        footer: { 'assay.dataset': futuresTrades.id, 'assay.rows': String(rows) },
        file,
      }),
    bare: () =>
      session.run(`COPY (SELECT * FROM read_json('${ndjsonFile}', format = 'newline_delimited',
        auto_detect = false, columns = ${readJsonColumns(columns)}) ORDER BY ${orderBy})
        TO '${file}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)`),
  });
  session.close();
  const ratio = best.bare / best.write;
  return {
    work: 'sorted ZSTD Parquet of framed lines',
    input: `${rows.toLocaleString('en-US')} ES trades`,
    figure: perSecond(rows, best.write),
    unit: 'rows/s',
    bound: `bare read_json + COPY, same order: ${best.bare.toFixed(1)} ms, was ${best.write.toFixed(1)} ms`,
    ratio,
    goal: `≥ ${GOAL}`,
    met: ratio >= GOAL,
  };
}

export const benches = [
  {
    name: 'parquet-small',
    run: ({ folder }: { folder: string }) => measure(folder, 1_000, 100),
  },
  {
    name: 'parquet-large',
    run: ({ folder }: { folder: string }) => measure(folder, 100_000, 15),
  },
];
