import { rm } from 'node:fs/promises';
import type { FileRecord } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import {
  bronzeColumns,
  DEAD_LETTER_COLUMNS,
  partitionPath,
  placeOf,
  readJsonColumns,
  sqlName,
  sqlText,
  type Column,
} from '@assay/schemas';
import type { Batch, FileRows } from '../batch/batch.js';
import { decodeFingerprint } from '../fingerprints.js';
import { writePieces } from '../files/write-pieces.js';
import type { CheckContext } from './check-context.js';
import type { FetchedFile } from './fetch-file.js';
import { fetchWhole } from './fetch-whole.js';
import type { ShardFacts, VerifiedCommit } from './shard-facts.js';

/** One partition of a commit: what the messages say of it, and the files that store it. */
interface Portion {
  readonly columns: readonly Column[];
  /** Undefined where the messages have no event of it. */
  rows: FileRows | undefined;
  readonly files: FileRecord[];
}

/** Compares the events of messages read anew with what a commit stored of them, value by value. */
export async function compareRows(
  context: CheckContext,
  facts: ShardFacts,
  commit: VerifiedCommit,
  batch: Batch,
): Promise<void> {
  for (const [name, portion] of portionsOf(context, commit, batch)) {
    if (portion.files.length === 0) {
      if (commit.decodedBy !== decodeFingerprint(context.registry)) {
        context.findings.note('other-decoder', commit.key);
        continue;
      }
      const expected = `${portion.rows?.lines.rows ?? 0} events of ${name}, as the messages say`;
      context.findings.problem('row-differs', commit.key, expected, 'no file of them');
    } else {
      await comparePortion(context, facts, portion, commit.decodedBy, batch);
    }
  }
}

function portionsOf(
  { registry }: CheckContext,
  { entry }: VerifiedCommit,
  batch: Batch,
): Map<string, Portion> {
  const portions = new Map<string, Portion>();
  for (const file of entry.files) {
    const dataset = registry.all.find(({ id }) => id === file.dataset);
    const isKnown = file.kind === 'dead-letters' || dataset !== undefined;
    if (!isKnown) {
      continue;
    }
    const columns = dataset === undefined ? DEAD_LETTER_COLUMNS : bronzeColumns(dataset);
    const name = `${file.dataset} ${file.partition}`;
    const portion = portions.get(name) ?? { columns, rows: undefined, files: [] };
    portion.files.push(file);
    portions.set(name, portion);
  }
  const add = (name: string, columns: readonly Column[], rows: FileRows) => {
    const portion = portions.get(name) ?? { columns, rows: undefined, files: [] };
    portion.rows = rows;
    portions.set(name, portion);
  };
  for (const { dataset, partition, hourIndex, lines, positions } of batch.partitions) {
    const path = partitionPath(placeOf(dataset, partition, hourIndex));
    add(`${dataset.id} ${path}`, bronzeColumns(dataset), { lines, positions });
  }
  if (batch.deadLetterCount > 0) {
    add('dead_letters.v1 ', DEAD_LETTER_COLUMNS, batch.deadLetters);
  }
  return portions;
}

async function comparePortion(
  context: CheckContext,
  facts: ShardFacts,
  portion: Portion,
  decodedBy: string | undefined,
  batch: Batch,
): Promise<void> {
  const fetched: FetchedFile[] = [];
  const lines = context.fetcher.scratchPath('ndjson');
  try {
    for (const file of portion.files) {
      const each = await fetchWhole(context, facts, file, 'known');
      if (each === undefined) {
        // Missing or damaged: that is reported, and its rows cannot be compared.
        return;
      }
      fetched.push(each);
    }
    await writePieces(lines, portion.rows?.lines.pieces() ?? []);
    const paths = fetched.map(({ path }) => path);
    await context.pool.use((session) =>
      compareIn(context, session, portion, decodedBy, batch, lines, paths),
    );
  } finally {
    await rm(lines, { force: true });
    await Promise.all(fetched.map((each) => each.release()));
  }
}

async function compareIn(
  { findings, registry }: CheckContext,
  session: QuerySession,
  { columns, rows, files }: Portion,
  decodedBy: string | undefined,
  batch: Batch,
  lines: string,
  paths: readonly string[],
): Promise<void> {
  const names = columns.map(({ name }) => sqlName(name)).join(', ');
  const objectBytes = Math.max(1024 * 1024, (rows?.lines.longestLine ?? 0) + 1);
  const said = `SELECT ${names} FROM read_json(${sqlText(lines)}, format = 'newline_delimited',
    auto_detect = false, maximum_object_size = ${objectBytes}, columns = ${readJsonColumns(columns)})`;
  const stored = `SELECT ${names} FROM read_parquet([${paths.map(sqlText).join(', ')}],
    hive_partitioning = false, union_by_name = true) WHERE ${messagesOf(batch)}`;
  const differs = columns
    .map(({ name }) => sqlName(name))
    .map(differsIn)
    .join(' OR ');
  const [first] = await session.rows(
    `SELECT min(coalesce(said."_pos", stored."_pos")) AS pos, count(*)::INTEGER AS events
     FROM (${said}) said FULL JOIN (${stored}) stored ON said."_pos" = stored."_pos"
     WHERE ${differs}`,
  );
  const position = first['pos'] as bigint | null;
  if (position === null) {
    return;
  }
  if (decodedBy !== decodeFingerprint(registry)) {
    findings.note('other-decoder', files[0].key);
    return;
  }
  const [expected] = await session.rows(`${said} WHERE "_pos" = ${position}`);
  const [was] = await session.rows(`${stored} AND "_pos" = ${position}`);
  const at = `event ${position & 0xffffn} of message ${position >> 16n}`;
  const more = (first['events'] as number) - 1;
  findings.problem(
    'row-differs',
    files[0].key,
    `${at} to be ${difference(columns, expected, was)}`,
    `${difference(columns, was, expected)}${more > 0 ? `, and ${more} more events differ` : ''}`,
  );
}

/** An event that only one side has differs in its position. */
function differsIn(name: string): string {
  return `said.${name} IS DISTINCT FROM stored.${name}`;
}

/** Only messages that were read anew: the log may no longer have some of the commit's. */
function messagesOf({ from, to, gaps }: Batch): string {
  const sequence = '("_pos" >> 16)';
  const without = gaps.map((gap) => `AND ${sequence} NOT BETWEEN ${gap.from} AND ${gap.to}`);
  return `${sequence} BETWEEN ${from} AND ${to} ${without.join(' ')}`;
}

type Row = Readonly<Record<string, unknown>> | undefined;

/** The values of `row` that `other` has otherwise, or that there is none. */
function difference(columns: readonly Column[], row: Row, other: Row): string {
  if (row === undefined) {
    return 'in no file of its partition';
  }
  const shown = columns
    .filter(({ name }) => other === undefined || row[name] !== other[name])
    .slice(0, 5)
    .map(({ name }) => `${name} ${String(row[name])}`);
  return shown.length === 0 ? 'stored once' : shown.join(', ');
}
