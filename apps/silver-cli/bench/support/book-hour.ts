import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileInput, openDbn } from '@assay/feeds';
import type { QuerySession } from '@assay/query';
import {
  bookColumns,
  encodeRow,
  futuresMbp10,
  readJsonColumns,
  silverColumns,
  sqlName,
  sqlText,
  type AnyRow,
} from '@assay/schemas';

/** 2023-12-26T14:00Z. */
export const HOUR_START_NS = 1_703_599_200_000_000_000n;
const NS_PER_HOUR = 3_600_000_000_000n;
const DAYS = ['20231224', '20231225'];
/** Rows of a made-up book, where there are no captures. */
const MADE_UP = 40_000;

/** Where the rows of `writeBookHour` come from, for the table. */
export interface BookHour {
  readonly rows: number;
  readonly origin: string;
}

/**
 * One hour of ES books as one Silver file: the real book of two days, repeated with shifted times until
 * there are enough rows.
 */
export async function writeBookHour(
  session: QuerySession,
  realData: string | undefined,
  file: string,
  rows: number,
): Promise<BookHour> {
  const books = realData === undefined ? madeUpBooks() : await realBooks(realData);
  const lines = books.map((row) => encodeRow(futuresMbp10, { ...row, symbol: 'ESH4' }));
  await writeFile(`${file}.ndjson`, lines.join('\n'));
  const step = NS_PER_HOUR / BigInt(rows);
  const time = `${HOUR_START_NS} + place * ${step}`;
  const book = [...bookColumns.map(({ name }) => name), 'depth'].map(sqlName).join(', ');
  await session.run(`COPY (
    WITH base AS (
      SELECT *, row_number() OVER (ORDER BY "ts_event_ns", "seq") - 1 AS i
      FROM read_json(${sqlText(`${file}.ndjson`)}, format = 'newline_delimited',
        auto_detect = false, columns = ${readJsonColumns(futuresMbp10.columns)})),
    repeated AS (
      SELECT base.*, copy * ${books.length} + i AS place
      FROM base, range(${Math.ceil(rows / books.length)}) copies(copy))
    SELECT ${time} AS "ts_event_ns", ${time} + 41117 AS "ts_recv_ns", "source", "symbol",
      "is_snapshot", place AS "seq", ${book}, 0::INTEGER AS "_ord"
    FROM repeated WHERE place < ${rows} ORDER BY place
  ) TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3,
    ROW_GROUP_SIZE ${futuresMbp10.rowGroupRows})`);
  const [{ columns }] = await session.rows(
    `SELECT count(*)::INTEGER AS columns FROM (DESCRIBE SELECT * FROM ${sqlText(file)})`,
  );
  if (columns !== silverColumns(futuresMbp10).length) {
    throw new Error(
      `expected ${silverColumns(futuresMbp10).length} columns, was ${String(columns)}`,
    );
  }
  return { rows, origin: realData === undefined ? 'a made-up book' : 'the real book, repeated' };
}

async function realBooks(realData: string): Promise<AnyRow[]> {
  const books: AnyRow[] = [];
  for (const day of DAYS) {
    const path = join(realData, 'es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`);
    for await (const batch of await openDbn(fileInput(path))) {
      if (batch.dataset.id === futuresMbp10.id && batch.refusals.length === 0) {
        books.push(...batch.rows);
      }
    }
  }
  return books;
}

/** Ten levels a side around a price that wanders. */
function madeUpBooks(): AnyRow[] {
  return Array.from({ length: MADE_UP }, (_, index) => {
    const touch = 4_800 + ((index * 7_919) % 97) / 4;
    const levels = Array.from({ length: 10 }, (_unused, level) => {
      const size = 1 + ((index * 31 + level * 17) % 60);
      return {
        [`bid_px_${level + 1}`]: touch - level / 4,
        [`bid_sz_${level + 1}`]: size,
        [`ask_px_${level + 1}`]: touch + (level + 1) / 4,
        [`ask_sz_${level + 1}`]: 61 - size,
      };
    });
    return {
      ts_event_ns: BigInt(index),
      ts_recv_ns: BigInt(index),
      source: 'GLBX.MDP3',
      symbol: 'ESH4',
      is_snapshot: false,
      seq: BigInt(index),
      depth: null,
      ...Object.assign({}, ...levels),
    };
  });
}
