import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openQuerySession } from '@assay/query';
import { bronzeFileName, bronzeFileOrder, futuresTrades, shardTag, sqlText } from '@assay/schemas';

const HOUR_NS = 1_734_530_400_000_000_000n;
const NS_PER_HOUR = 3_600_000_000_000;
const MOST_ROWS_AT_ONCE = 200_000;
const SHARD = 'market';

/** Whose deliveries an hour is made of. */
export type Deliveries =
  /** One producer, each event once. */
  | 'one run'
  /** One producer that sent a twentieth again. */
  | 'retries'
  /** Two producers, each with every event. */
  | 'two feeds';

export interface MadeHour {
  /** Holds `hour=14`. */
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly shard: string }[];
  readonly rows: number;
  readonly events: number;
}

/**
 * An hour of futures trades as Bronze holds it: files in the order of arrival, each sorted; events 3 in 4 ns
 * apart from their neighbours by chance, as far as the hour allows.
 */
export async function makeHour(
  folder: string,
  deliveries: Deliveries,
  rows: number,
  fileCount = Math.ceil(rows / MOST_ROWS_AT_ONCE),
): Promise<MadeHour> {
  const hour = join(folder, 'hour=14');
  await mkdir(hour, { recursive: true });
  const session = await openQuerySession();
  const share = { 'one run': 1, retries: 1.05, 'two feeds': 2 }[deliveries];
  const perFile = Math.floor(rows / share / fileCount);
  const files = [];
  let written = 0;
  for (let file = 0; file < fileCount; file += 1) {
    const from = file * perFile;
    const step = Math.floor(NS_PER_HOUR / (perFile * fileCount));
    const select = (run: string, late: number, firstPos: bigint, where = 'true') =>
      `SELECT ts_event_ns, ts_event_ns + ${late} + i * 7919 % 20000 AS ts_recv_ns,
        'GLBX.MDP3' AS source, 'ESZ4' AS symbol, 6000 + (i * 31 % 400)::DOUBLE / 4 AS price,
        (1 + i * 17 % 25)::INTEGER AS size, (i * 13 % 3 - 1)::TINYINT AS aggressor,
        'XCME' AS exchange, i AS seq, ${firstPos} + i AS _pos, '${run}' AS _run, i AS _run_pos
      FROM (SELECT i, ${HOUR_NS} + i * ${step} + i * 7877 % ${step} AS ts_event_ns
        FROM range(${from}, ${from + perFile}) AS numbers(i) WHERE ${where})`;
    const again = {
      'one run': [],
      retries: [select('0123456789abcdef-live', 41_117, 1n << 50n, 'i % 20 = 0')],
      'two feeds': [select('fedcba9876543210-backfill', 30_003, 1n << 50n)],
    }[deliveries];
    const parts = [select('0123456789abcdef-live', 41_117, 65_536n), ...again];
    const identity = {
      shardTag: shardTag(SHARD),
      epoch: 1,
      from: BigInt(from + 1),
      to: BigInt(from + perFile),
    };
    const path = join(hour, bronzeFileName(identity, HOUR_NS));
    const result = await session.row(`COPY (${parts.join(' UNION ALL ')}
      ORDER BY ${bronzeFileOrder(futuresTrades)}) TO ${sqlText(path)}
      (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3,
      ROW_GROUP_SIZE ${futuresTrades.rowGroupRows}, RETURN_STATS)`);
    written += Number(result.get('count'));
    files.push({ path, shard: SHARD });
  }
  session.close();
  return { folder, files, rows: written, events: perFile * fileCount };
}
