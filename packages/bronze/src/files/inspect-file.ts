import type { FileContent } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import { positionDigest, sqlText } from '@assay/schemas';
import { DEAD_LETTERS } from './file-form.js';

/** Reads what a Parquet file of ours holds: its positions, and what its footer says of it. */
export async function inspectFile(session: QuerySession, path: string): Promise<FileContent> {
  const file = sqlText(path);
  const footer = await footerOf(session, file);
  const dataset = footer.get('assay.dataset') ?? '';
  const isRows = dataset !== DEAD_LETTERS;
  const time = isRows ? '"ts_event_ns"' : 'NULL::BIGINT';
  const rows = await session.rows(
    `SELECT "_pos", ${time} AS "time" FROM read_parquet(${file}, hive_partitioning = false)
    ORDER BY "_pos"`,
  );
  const positions = rows.map((row) => row._pos as bigint);
  const content = {
    rows: rows.length,
    positionDigest: positionDigest(positions),
    positions,
    kind: isRows ? 'rows' : 'dead-letters',
    dataset,
    partition: footer.get('assay.partition') ?? '',
  } as const;
  return isRows && rows.length > 0 ? { ...content, ...boundsOf(rows) } : content;
}

function boundsOf(rows: readonly { readonly time?: unknown }[]) {
  let [minTsEventNs] = [rows[0].time as bigint];
  let maxTsEventNs = minTsEventNs;
  for (const row of rows) {
    const time = row.time as bigint;
    minTsEventNs = time < minTsEventNs ? time : minTsEventNs;
    maxTsEventNs = time > maxTsEventNs ? time : maxTsEventNs;
  }
  return { minTsEventNs, maxTsEventNs };
}

/** The key-values that the file's writer left in it. */
async function footerOf(session: QuerySession, file: string): Promise<Map<string, string>> {
  const rows = await session.rows(
    `SELECT decode("key") AS "name", decode("value") AS "text" FROM parquet_kv_metadata(${file})`,
  );
  return new Map(rows.map(({ name, text }) => [String(name), String(text)]));
}
