import type { Dataset } from './dataset.js';
import { sqlName } from './sql-types.js';

/** The expression that a dataset without the column reads instead. */
function columnOr(dataset: Dataset, name: string, otherwise: string): string {
  return dataset.columns.some((column) => column.name === name) ? sqlName(name) : otherwise;
}

/**
 * The total order of a dataset's rows, without the ordinal, as ORDER BY terms: (ts_event_ns, ts_recv_ns,
 * source, partition value, seq). A dataset without `ts_recv_ns` reads `ts_event_ns`, one without `seq`
 * reads NULL, one without `source` its partition value. DuckDB compares text by UTF-8 bytes.
 */
export function totalOrderTerms(dataset: Dataset): string[] {
  return [
    sqlName('ts_event_ns'),
    columnOr(dataset, 'ts_recv_ns', sqlName('ts_event_ns')),
    columnOr(dataset, 'source', sqlName(dataset.partition.column)),
    sqlName(dataset.partition.column),
    `${columnOr(dataset, 'seq', 'NULL::BIGINT')} NULLS LAST`,
  ];
}

/**
 * The order of rows inside one Bronze file, where shard and epoch are constant: the total order, then
 * the ordinal (_run, _run_pos, _pos). `_pos` is unique, so the order is total.
 */
export function bronzeFileOrder(dataset: Dataset): string {
  return [...totalOrderTerms(dataset), '"_run" NULLS LAST', '"_run_pos" NULLS LAST', '"_pos"'].join(
    ', ',
  );
}
