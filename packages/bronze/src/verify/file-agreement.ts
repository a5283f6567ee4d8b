import type { CommitEntry, FileRecord } from '@assay/ledger';
import {
  bronzeColumns,
  DEAD_LETTER_COLUMNS,
  deadLetterKey,
  hourIndexOf,
  parseBronzeFileName,
  parsePlace,
  partitionPath,
  placeOf,
  positionDigestOfBytes,
  shardTag,
  timeOfDayName,
  type DatasetRegistry,
} from '@assay/schemas';
import { BRONZE_FORMAT } from '../fingerprints.js';
import type { InspectedFile, LetterContent, RowContent } from './inspect-files.js';

/** What somebody expected of a file, and what it was. */
export interface Disagreement {
  readonly expected: string;
  readonly was: string;
}

/** Every way in which a file, its commit, its path and its own footer say different things. */
export function fileDisagreements(
  entry: CommitEntry,
  record: FileRecord,
  file: InspectedFile,
  registry: DatasetRegistry,
): Disagreement[] {
  const found: Disagreement[] = [];
  const expect: Expect = (what, expected, was) => {
    if (expected !== was) {
      found.push({ expected: `${what} ${expected}`, was: String(was) });
    }
  };
  expect('rows', record.rows, file.rows);
  const bytes = new Uint8Array(file.positions.buffer);
  expect('position digest', record.position_digest, positionDigestOfBytes(bytes));
  expectFooter(expect, entry, record, file.footer);
  const { content } = file;
  if (content?.kind === 'dead-letters') {
    expectColumns(expect, DEAD_LETTER_COLUMNS, file.columns);
    expectLetters(expect, entry, record, content);
  } else if (content?.kind === 'rows') {
    expectPlace(expect, registry, entry, record, file, content);
  }
  return found;
}

type Value = string | number | bigint | boolean | null | undefined;
type Expect = (what: string, expected: Value, was: Value) => void;

function expectFooter(
  expect: Expect,
  entry: CommitEntry,
  record: FileRecord,
  footer: ReadonlyMap<string, string>,
): void {
  const expected: [string, string | undefined][] = [
    ['assay.format', String(BRONZE_FORMAT)],
    ['assay.dataset', record.dataset],
    ['assay.partition', record.kind === 'rows' ? record.partition : undefined],
    ['assay.shard', entry.shard],
    ['assay.epoch', String(entry.epoch)],
    ['assay.from', String(entry.seq_from)],
    ['assay.to', String(rangeEnd(entry, record))],
    ['assay.rows', String(record.rows)],
    ['assay.position_digest', record.position_digest],
  ];
  for (const [name, value] of expected) {
    expect(`footer ${name}`, value, footer.get(name));
  }
}

/** An older release may not have written a column that may be NULL. */
function expectColumns(
  expect: Expect,
  declared: readonly { readonly name: string; readonly nullable: boolean }[],
  columns: readonly string[],
): void {
  const has = new Set(columns);
  const expected = declared.filter(({ name, nullable }) => has.has(name) || !nullable);
  expect('columns', expected.map(({ name }) => name).join(', '), columns.join(', '));
}

/** Path, name and rows say one partition and hour, and the name the first row's time. */
function expectPlace(
  expect: Expect,
  registry: DatasetRegistry,
  entry: CommitEntry,
  record: FileRecord,
  { columns }: InspectedFile,
  content: RowContent,
): void {
  const parsed = placeOfKey(registry, record.key);
  const name = parsed === undefined ? undefined : parseBronzeFileName(parsed.file);
  if (parsed === undefined || name === undefined) {
    expect('a key of Bronze', true, false);
    return;
  }
  const { place, file } = parsed;
  const { dataset } = place;
  expectColumns(expect, bronzeColumns(dataset), columns);
  expect('dataset of the path', record.dataset, dataset.id);
  expect('partition of the path', record.partition, partitionPath(place));
  expect('shard in the name', shardTag(entry.shard), name.shardTag);
  expect('epoch in the name', entry.epoch, name.epoch);
  expect('first sequence in the name', entry.seq_from, name.from);
  expect('last sequence in the name', rangeEnd(entry, record), name.to);
  expect('least partition value', place.value, content.leastPartition);
  expect('greatest partition value', place.value, content.greatestPartition);
  expect('least ts_event_ns', record.min_ts, content.minTsEventNs);
  expect('greatest ts_event_ns', record.max_ts, content.maxTsEventNs);
  expect('rows out of order', 0, content.misplaced);
  for (const time of [content.minTsEventNs, content.maxTsEventNs]) {
    if (time !== null) {
      const at = partitionPath(placeOf(dataset, place.value, hourIndexOf(time)));
      expect('rows of', partitionPath(place), at);
    }
  }
  if (content.minTsEventNs !== null) {
    const time = timeOfDayName(content.minTsEventNs);
    expect(
      "first row's time in the name",
      time,
      file.slice('part-'.length, 'part-'.length + time.length),
    );
  }
}

function placeOfKey(registry: DatasetRegistry, key: string) {
  try {
    return parsePlace(registry, 'bronze', key);
  } catch {
    // No dataset would be written there: the caller reports the key.
    return undefined;
  }
}

/** Dead letters have no partition: their key says shard, epoch and range. */
function expectLetters(
  expect: Expect,
  entry: CommitEntry,
  record: FileRecord,
  content: LetterContent,
): void {
  const { shard, epoch, seq_from: from } = entry;
  const { key, partition } = record;
  const to = rangeEnd(entry, record);
  const fence = /-r(\d+)\.parquet$/.exec(key)?.[1];
  const rebuiltBy = fence === undefined ? undefined : Number(fence);
  expect('key', deadLetterKey(shard, epoch, from, to, rebuiltBy), key);
  expect('partition', '', partition);
  expect('letters out of order', 0, content.misplaced);
  expect('letters that are not as long as they say', 0, content.cut);
}

/**
 * The last sequence that a file's name has to say: its batch's, or less where a recovery completed a batch
 * whose last messages the log had lost.
 */
function rangeEnd({ seq_to: to, close_reason: reason }: CommitEntry, { key }: FileRecord): bigint {
  const said = /-(\d+)-r\d+\.parquet$/.exec(key)?.[1];
  const end = said === undefined ? to : BigInt(said);
  return reason === 'recovery' && end < to ? end : to;
}
