import { optionsTrades, sqlName } from '@assay/schemas';
import { join } from 'node:path';
import { openQuerySession, scanToBatches, type QuerySession } from '../src/index.js';
import { bestOf, perSecond } from './support/best-of.js';

const ROWS = 500_000;
const RUNS = 7;

/** Option prints with texts of every sort: constant, few, many, and longer than twelve bytes. */
async function writePrints(session: QuerySession, file: string): Promise<void> {
  await session.run(`COPY (SELECT 1765895430123456789 + i * 1000003 AS ts_event_ns,
    1765895430123706789 + i * 1000003 AS ts_recv_ns, 'OPRA' AS source, 'SPY' AS underlying,
    'SPY   251219C00' || lpad((i % 400)::VARCHAR, 6, '0') AS option_symbol,
    '2025-12-19' AS exp_date, (400 + i % 400)::DOUBLE AS strike,
    CASE WHEN i % 2 = 0 THEN 'C' ELSE 'P' END AS "right", (i % 1000) / 100 AS price,
    (1 + i % 50)::INTEGER AS size, NULL::DOUBLE AS opt_bid, (i % 1000) / 99 AS opt_ask,
    (i % 3 - 1)::TINYINT AS aggressor, i AS seq,
    CASE WHEN i % 5 = 0 THEN 'AutoExecution' END AS conditions
    FROM range(${ROWS}) r(i)) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
}

async function countBatches(session: QuerySession, file: string, columns?: string[]) {
  let rows = 0;
  for await (const batch of scanToBatches(session, {
    dataset: optionsTrades,
    files: [file],
    ...(columns === undefined ? {} : { columns }),
  })) {
    rows += batch.numRows;
  }
  return rows;
}

async function countChunks(session: QuerySession, file: string): Promise<number> {
  const names = optionsTrades.columns.map((column) => sqlName(column.name)).join(', ');
  const result = await session.stream(`SELECT ${names} FROM read_parquet('${file}')`);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) {
      return rows;
    }
    rows += chunk.rowCount;
  }
}

export const benches = [
  {
    name: 'scan-arrow',
    run: async ({ folder }: { folder: string }) => {
      const file = join(folder, 'prints.parquet');
      const session = await openQuerySession();
      await writePrints(session, file);
      const best = await bestOf(RUNS, {
        all: () => countBatches(session, file),
        texts: () => countBatches(session, file, ['option_symbol', 'right', 'conditions']),
        bare: () => countChunks(session, file),
      });
      session.close();
      const bare = Math.round(perSecond(ROWS, best.bare)).toLocaleString('en-US');
      const row = (input: string, milliseconds: number) => ({
        work: 'scan to Arrow record batches',
        input: `${ROWS.toLocaleString('en-US')} option prints, ${input}`,
        figure: perSecond(ROWS, milliseconds),
        unit: 'rows/s',
        bound: `all columns as the engine's chunks, unread: ${bare} rows/s`,
        ratio: best.bare / milliseconds,
      });
      return [row('all columns', best.all), row('three text columns', best.texts)];
    },
  },
];
