import type { FileContent } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import { positionDigest, sqlText } from '@assay/schemas';
import { DEAD_LETTERS } from './file-form.js';

/** Reads what a Parquet file of ours holds: its positions, and what its footer says of it. */
export async function inspectFile(session: QuerySession, path: string): Promise<FileContent> {
  const file = sqlText(path);
  const pairs = await session.rows(
    `SELECT decode("key") AS "name", decode("value") AS "text" FROM parquet_kv_metadata(${file})`,
  );
  const footer = new Map(pairs.map(({ name, text }) => [String(name), String(text)]));
  const dataset = footer.get('assay.dataset') ?? '';
  const isRows = dataset !== DEAD_LETTERS;
  const source = `read_parquet(${file}, hive_partitioning = false)`;
  const found = await session.rows(`SELECT "_pos" FROM ${source} ORDER BY "_pos"`);
  const positions = found.map((row) => row._pos as bigint);
  const content = {
    rows: positions.length,
    positionDigest: positionDigest(positions),
    positions,
    kind: isRows ? 'rows' : 'dead-letters',
    dataset,
    partition: footer.get('assay.partition') ?? '',
  } as const;
  if (!isRows || positions.length === 0) {
    return content;
  }
  const [bounds] = await session.rows(
    `SELECT min("ts_event_ns") AS "low", max("ts_event_ns") AS "high" FROM ${source}`,
  );
  const { low, high } = bounds as { readonly low: bigint; readonly high: bigint };
  return { ...content, minTsEventNs: low, maxTsEventNs: high };
}
