import { shardTag, totalOrderTerms, type Dataset } from '@assay/schemas';

/**
 * ORDER BY terms over rows of several Bronze files: the total order with the whole ordinal.
 *
 * @param shards names of the shards that the files are of, in any order
 */
export function lakeOrder(dataset: Dataset, shards: readonly string[]): string {
  return [...totalOrderTerms(dataset), ...ordinalTerms(shards)].join(', ');
}

/**
 * The ordinal of Bronze rows (_run, _run_pos, shard, epoch, _pos) as ORDER BY terms over rows of several
 * files, whose column `filename` is their file: its name tells the epoch and the digest of the shard's
 * name. Shards are compared by the UTF-8 bytes of their names. No two rows are equal in it.
 *
 * @param shards names of the shards that the files are of, in any order
 */
export function ordinalTerms(shards: readonly string[]): string[] {
  return ['"_run" NULLS LAST', '"_run_pos" NULLS LAST', ...storedOrder(shards)];
}

/**
 * (shard, epoch, _pos) as ORDER BY terms over rows of several files: who stored a row, and when. No two rows
 * are equal in it.
 *
 * @param shards names of the shards that the files are of, in any order
 */
export function storedOrder(shards: readonly string[]): string[] {
  const ranks = inByteOrder(shards).map((shard, rank) => `WHEN '${shardTag(shard)}' THEN ${rank}`);
  const range = '[0-9]+-[0-9]+(?:-r[0-9]+)?[.]parquet$';
  const tag = `regexp_extract(filename, '-([0-9a-f]{8})-e[0-9]+-${range}', 1)`;
  const epoch = `regexp_extract(filename, '-e([0-9]+)-${range}', 1)`;
  return [
    ...(ranks.length > 1 ? [`CASE ${tag} ${ranks.join(' ')} END`] : []),
    `CAST(${epoch} AS BIGINT)`,
    '"_pos"',
  ];
}

function inByteOrder(names: readonly string[]): string[] {
  const bytes = (text: string) => Buffer.from(text, 'utf8');
  return [...new Set(names)].sort((one, other) => bytes(one).compare(bytes(other)));
}
