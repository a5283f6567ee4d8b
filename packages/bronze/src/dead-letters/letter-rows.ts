import { openCopies, type Places } from '@assay/ledger';
import type { QuerySession, ResultRow } from '@assay/query';
import { parseDeadLetterId, REPLAY_OF_HEADER, sqlText, type DeadLetterId } from '@assay/schemas';
import { BronzeError } from '../errors.js';
import type { LetterFile } from './letter-index.js';

/** What letters are read with. */
export interface LetterSource {
  readonly places: Places;
  readonly session: QuerySession;
}

/** One row of a dead-letter file, as far as it was asked for. */
export interface LetterRow {
  readonly from: LetterFile;
  readonly id: DeadLetterId;
  readonly replayOf: DeadLetterId | undefined;
  readonly row: ResultRow;
}

/** What every reading of letters has: enough to count them and to tell what became of them. */
const BRIEF = ['_pos', 'reason', 'dataset', 'headers'];

/** The rest, with so many characters of the event's base64. */
const WHOLE = ['_run', '_run_pos', 'subject', 'field', 'detail', 'event_bytes'];

/** Base64 of so many bytes, in whole groups. */
const base64Length = (bytes: number) => Math.ceil(bytes / 3) * 4;

/**
 * The letters of files, in their order.
 *
 * @param wanted `brief`, or everything with the first bytes of the event (all: Infinity)
 * @param where SQL: only these rows; without it the rows are counted against the commits
 */
export async function readLetterRows(
  source: LetterSource,
  files: readonly LetterFile[],
  wanted: 'brief' | { readonly firstBytes: number },
  where?: string,
): Promise<LetterRow[]> {
  if (files.length === 0) {
    return [];
  }
  const copies = await openCopies(source.places, files);
  try {
    const byPath = new Map(copies.paths.map((path, index) => [path, files[index]]));
    const rows = await source.session.rows(statement([...byPath.keys()], wanted, where));
    const letters = rows.map((row) => letterRow(row, byPath));
    if (where === undefined) {
      assertCounts(files, letters);
    }
    return letters;
  } finally {
    await copies.release();
  }
}

function statement(
  paths: readonly string[],
  wanted: 'brief' | { readonly firstBytes: number },
  condition: string | undefined,
): string {
  const names = wanted === 'brief' ? BRIEF : [...BRIEF, ...WHOLE];
  const columns = names.map((name) => `"${name}"`);
  if (wanted !== 'brief') {
    const { firstBytes } = wanted;
    const event =
      firstBytes === Infinity ? '"event"' : `left("event", ${base64Length(firstBytes)}) AS "event"`;
    columns.push(event);
  }
  const files = paths.map(sqlText).join(', ');
  const where = condition === undefined ? '' : ` WHERE ${condition}`;
  return (
    `SELECT filename, ${columns.join(', ')} FROM read_parquet([${files}], filename = true, ` +
    `hive_partitioning = false)${where} ORDER BY list_position([${files}], filename), "_pos"`
  );
}

function letterRow(row: ResultRow, byPath: ReadonlyMap<string, LetterFile>): LetterRow {
  const from = byPath.get(String(row['filename']));
  if (from === undefined) {
    throw new TypeError(`expected a file that was asked for, was ${String(row['filename'])}`);
  }
  const { shard, file } = from;
  return {
    from,
    id: { shard, epoch: file.epoch, position: row['_pos'] as bigint },
    replayOf: parseDeadLetterId(headersOf(row)?.[REPLAY_OF_HEADER] ?? ''),
    row,
  };
}

/** The headers of a letter's message; undefined when it had none. */
export function headersOf(row: ResultRow): Readonly<Record<string, string>> | undefined {
  const { headers } = row;
  return typeof headers === 'string'
    ? (JSON.parse(headers) as Readonly<Record<string, string>>)
    : undefined;
}

/** A total that leaves letters out would be worse than none. */
function assertCounts(files: readonly LetterFile[], letters: readonly LetterRow[]): void {
  const counts = new Map<LetterFile, number>();
  for (const { from } of letters) {
    counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  for (const from of files) {
    const { file, shard } = from;
    const found = counts.get(from) ?? 0;
    if (found !== file.rows) {
      throw new BronzeError(
        'FILE_CHANGED',
        `${file.key}: expected ${file.rows} dead letters, which entry ${file.entry} of shard ` +
          `${shard} committed, was ${found}: run lake-service verify, and put it back from a copy`,
      );
    }
  }
}
