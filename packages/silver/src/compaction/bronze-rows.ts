import { bronzeColumns, sqlName, sqlText, sqlType, type Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';

/** The end of a Bronze file's name: a local copy's may begin otherwise. */
const EPOCH_IN_NAME = /-[0-9a-f]{8}-e([0-9]+)-[0-9]+-[0-9]+(?:-r[0-9]+)?[.]parquet$/;

/** A committed Bronze file on the local disk: the end of its name, which tells the epoch, is its own. */
export interface BronzeRowFile {
  readonly path: string;
  /** The shard whose log committed it. */
  readonly shard: string;
}

/**
 * What orders rows that the total order leaves tied: what happened first (run and ordinal in the run),
 * then, for rows that do not say, where the log held them. Unique for every row of a lake.
 */
export const ORDINAL_TERMS: readonly string[] = [
  '"_run" NULLS LAST',
  '"_run_pos" NULLS LAST',
  '"_shard"',
  '"_epoch"',
  '"_pos"',
];

/**
 * SQL of every row of the files: the dataset's columns, the system columns, and `_shard` (the rank of
 * the shard's name by its UTF-8 bytes) and `_epoch`, which a file's name tells and its rows do not.
 * Older files may lack a column that was added later: it reads as NULL.
 */
export function bronzeRowsSql(dataset: Dataset, files: readonly BronzeRowFile[]): string {
  const columns = bronzeColumns(dataset);
  const declared = columns.map((column) => `NULL::${sqlType(column)} AS ${sqlName(column.name)}`);
  const names = columns.map(({ name }) => sqlName(name)).join(', ');
  const parts = filesByOrigin(files).map(
    ({ shard, epoch, paths }) => `SELECT *, ${shard} AS "_shard", ${epoch}::BIGINT AS "_epoch"
      FROM read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true,
        hive_partitioning = false)`,
  );
  return `SELECT ${names}, "_shard", "_epoch" FROM (
    SELECT ${declared.join(', ')}, 0 AS "_shard", 0::BIGINT AS "_epoch" WHERE false
    UNION ALL BY NAME ${parts.join('\n    UNION ALL BY NAME ')})`;
}

interface Origin {
  readonly shard: number;
  readonly epoch: number;
  readonly paths: string[];
}

function filesByOrigin(files: readonly BronzeRowFile[]): Origin[] {
  const shards = [...new Set(files.map(({ shard }) => shard))].sort((a, b) =>
    Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')),
  );
  const origins = new Map<string, Origin>();
  for (const { path, shard: name } of files) {
    const shard = shards.indexOf(name);
    const epoch = epochOf(path);
    const key = `${shard}/${epoch}`;
    const origin = origins.get(key) ?? { shard, epoch, paths: [] };
    origin.paths.push(path);
    origins.set(key, origin);
  }
  return [...origins.values()];
}

function epochOf(path: string): number {
  const epoch = EPOCH_IN_NAME.exec(path)?.[1];
  if (epoch === undefined) {
    throw new SilverError(
      'BAD_REQUEST',
      `${path}: expected the name of a Bronze file, which tells its epoch, was another`,
    );
  }
  return Number(epoch);
}
