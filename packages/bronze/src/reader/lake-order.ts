import { shardTag, totalOrderTerms, type Dataset } from '@assay/schemas';

/**
 * ORDER BY terms over rows of several Bronze files: the total order with the whole ordinal (_run,
 * _run_pos, shard, epoch, _pos). A row's file name tells its epoch and the digest of its shard's name;
 * shards are compared by name.
 *
 * @param shards the shards' names, by their UTF-8 bytes
 */
export function lakeOrder(dataset: Dataset, shards: readonly string[]): string {
  const ranks = shards.map((shard, rank) => `WHEN '${shardTag(shard)}' THEN ${rank}`).join(' ');
  const range = '[0-9]+-[0-9]+(?:-r[0-9]+)?[.]parquet$';
  const tag = `regexp_extract(filename, '-([0-9a-f]{8})-e[0-9]+-${range}', 1)`;
  const epoch = `regexp_extract(filename, '-e([0-9]+)-${range}', 1)`;
  return [
    ...totalOrderTerms(dataset),
    '"_run" NULLS LAST',
    '"_run_pos" NULLS LAST',
    ...(shards.length > 1 ? [`CASE ${tag} ${ranks} END`] : []),
    `CAST(${epoch} AS BIGINT)`,
    '"_pos"',
  ].join(', ');
}
