import type { ResultRow } from '@assay/query';
import { formatDeadLetterId, REPLAY_OF_HEADER, sqlText, type DeadLetterId } from '@assay/schemas';
import type { LetterFile, LetterIndex } from './letter-index.js';
import { headersOf, readLetterRows, type LetterRow, type LetterSource } from './letter-rows.js';
import type { LetterState, LetterWithEvent } from './stored-letter.js';

/** Letters read at a time: their files are open, and their rows in memory. */
const ROWS_AT_A_TIME = 50_000;
const FILES_AT_A_TIME = 256;

/** What became of letters that were sent again: the later letters, by the first one's id. */
export type Refusals = ReadonlyMap<string, readonly DeadLetterId[]>;

/** Finds the letters that are replays of others, wherever they are. */
export async function readRefusals(source: LetterSource, index: LetterIndex): Promise<Refusals> {
  const refusals = new Map<string, DeadLetterId[]>();
  if (index.files.every(({ file }) => file.rows === 0)) {
    return refusals;
  }
  const where = `contains("headers", ${sqlText(REPLAY_OF_HEADER)})`;
  for (const files of inChunks(index.files)) {
    for (const { id, replayOf } of await readLetterRows(source, files, 'brief', where)) {
      if (replayOf !== undefined) {
        const name = formatDeadLetterId(replayOf);
        refusals.set(name, [...(refusals.get(name) ?? []), id]);
      }
    }
  }
  return refusals;
}

/** What became of a letter. */
export function stateOf(letter: DeadLetterId, index: LetterIndex, refusals: Refusals): LetterState {
  if (refusals.has(formatDeadLetterId(letter))) {
    return 'refused-again';
  }
  return index.wasReplayed(letter) ? 'stored' : 'open';
}

/** Files in groups that may be read at a time, in their order. */
export function* inChunks(files: readonly LetterFile[]): Generator<readonly LetterFile[]> {
  let chunk: LetterFile[] = [];
  let rows = 0;
  for (const file of files) {
    if (chunk.length === FILES_AT_A_TIME || (rows > 0 && rows + file.file.rows > ROWS_AT_A_TIME)) {
      yield chunk;
      chunk = [];
      rows = 0;
    }
    chunk.push(file);
    rows += file.file.rows;
  }
  if (chunk.length > 0) {
    yield chunk;
  }
}

/** A row that was read whole, as a letter. */
export function letterOf(
  { id, row, from, replayOf }: LetterRow,
  index: LetterIndex,
  refusals: Refusals,
): LetterWithEvent {
  return {
    id,
    state: stateOf(id, index, refusals),
    refusedAs: refusals.get(formatDeadLetterId(id)) ?? [],
    replayOf,
    subject: String(row['subject']),
    dataset: optional(row, 'dataset'),
    reason: String(row['reason']),
    field: optional(row, 'field'),
    detail: String(row['detail']),
    headers: headersOf(row),
    run: runOf(row),
    eventBytes: Number(row['event_bytes']),
    storedNs: from.storedNs,
    file: from.file.key,
    event: Buffer.from(String(row['event']), 'base64'),
  };
}

function optional(row: ResultRow, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' ? value : undefined;
}

function runOf(row: ResultRow): LetterWithEvent['run'] {
  const { _run: run, _run_pos: ordinal } = row;
  return typeof run === 'string' && typeof ordinal === 'bigint' ? { run, ordinal } : undefined;
}
