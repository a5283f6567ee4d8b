import { bronzeColumns, bronzeFileOrder, futuresTrades, readJsonColumns } from '@assay/schemas';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NdjsonBuffer, openQuerySession, RowMembers, writeSortedParquet } from '../src/index.js';
import { bestOf, perSecond, samplesOf } from './support/best-of.js';
import { tradeLine } from './support/trades.js';

const GOAL = 0.8;
const MAX_P99_MS = 50;
const columns = bronzeColumns(futuresTrades);
const orderBy = bronzeFileOrder(futuresTrades);

interface Prepared {
  readonly write: () => Promise<unknown>;
  readonly bare: () => Promise<void>;
  readonly close: () => void;
}

/** The same lines written both ways: as Bronze does, and by the statement alone. */
async function prepare(folder: string, rows: number): Promise<Prepared> {
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
  const request = {
    ndjsonFile,
    rows,
    longestLine: buffer.longestLine,
    columns,
    orderBy,
    rowGroupRows: futuresTrades.rowGroupRows,
    footer: { 'assay.dataset': futuresTrades.id, 'assay.rows': String(rows) },
    file,
  };
  return {
    write: () => writeSortedParquet(session, request),
    bare: () =>
      session.run(`COPY (SELECT * FROM read_json('${ndjsonFile}', format = 'newline_delimited',
        auto_detect = false, columns = ${readJsonColumns(columns)}) ORDER BY ${orderBy})
        TO '${file}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)`),
    close: () => session.close(),
  };
}

const WORK = 'sorted ZSTD Parquet of framed lines';

async function measureLatency(folder: string) {
  const { write, bare, close } = await prepare(folder, 1_000);
  await bestOf(20, { write });
  const samples = await samplesOf(500, write);
  const best = await bestOf(100, { bare });
  close();
  const p99 = samples.toSorted((a, b) => a - b)[Math.floor(samples.length * 0.99)];
  return {
    work: WORK,
    input: '1,000 ES trades, 500 times',
    figure: p99,
    unit: 'ms (p99)',
    bound: `bare read_json + COPY, same order, best: ${best.bare.toFixed(1)} ms`,
    goal: `p99 < ${MAX_P99_MS} ms`,
    met: p99 < MAX_P99_MS,
  };
}

async function measureRate(folder: string) {
  const rows = 100_000;
  const { write, bare, close } = await prepare(folder, rows);
  const best = await bestOf(15, { write, bare });
  close();
  const ratio = best.bare / best.write;
  const bound = Math.round(perSecond(rows, best.bare)).toLocaleString('en-US');
  return {
    work: WORK,
    input: '100,000 ES trades',
    figure: perSecond(rows, best.write),
    unit: 'rows/s',
    bound: `bare read_json + COPY, same order: ${bound} rows/s`,
    ratio,
    goal: `≥ ${GOAL}`,
    met: ratio >= GOAL,
  };
}

export const benches = [
  { name: 'parquet-small', run: ({ folder }: { folder: string }) => measureLatency(folder) },
  { name: 'parquet-large', run: ({ folder }: { folder: string }) => measureRate(folder) },
];
