import { RowMembers } from '@assay/query';
import {
  encodeRow,
  hourIndexOf,
  levelsSignals,
  positionOf,
  rowSchema,
  sha256Hex,
  type LevelSignal,
} from '@assay/schemas';
import { RowsByPlace, type PlaceRows } from '../files/file-rows.js';
import { GoldError } from '../errors.js';
import type { EngineBatch, TickRows } from './engine-gold.js';

/** An engine's batch, checked and laid out by file. */
export interface BatchRows {
  readonly places: readonly PlaceRows[];
  readonly rows: number;
  /** SHA-256 of the last instant's rows; undefined without rows. */
  readonly lastSha256: string | undefined;
}

const SCHEMA = rowSchema(levelsSignals);

/**
 * Lays a batch's rows out by file, each instant's by `level_id`. Throws `BAD_BATCH` where the batch does not
 * follow what is stored, or a row is none of `levels.signals`: nothing was written then.
 *
 * @param from sequence of its first instant
 * @param lastTickNs the last instant that is stored
 */
export function batchRows(
  { snapshots, derivation }: EngineBatch,
  shard: {
    readonly underlying: string;
    readonly from: bigint;
    readonly lastTickNs?: bigint | undefined;
  },
): BatchRows {
  const { underlying, from, lastTickNs } = shard;
  const byPlace = new RowsByPlace();
  const members = new RowMembers();
  let before = lastTickNs;
  let rows = 0;
  let lastSha256: string | undefined;
  for (const [tick, snapshot] of snapshots.entries()) {
    const { tsEventNs } = snapshot;
    if (before !== undefined && tsEventNs <= before) {
      throw bad(`expected an instant after ${before}, was ${tsEventNs}`);
    }
    before = tsEventNs;
    const sequence = from + BigInt(tick);
    members.begin(sequence, undefined);
    const lines = sortedRows(snapshot, underlying).map((row) => encodeRow(levelsSignals, row));
    const place = byPlace.at(levelsSignals, underlying, hourIndexOf(tsEventNs));
    for (const [index, line] of lines.entries()) {
      const bytes = Buffer.from(line, 'utf8');
      place.lines.appendRow(members, index, bytes, 0, bytes.length);
      place.positions.push(positionOf(sequence, index));
    }
    rows += lines.length;
    lastSha256 = sha256Hex(lines.join('\n'));
  }
  const { last_tick_ns: last } = derivation;
  // Between sessions a state comes of more messages, and of no further instant.
  const isBehind = lastTickNs !== undefined && last < lastTickNs;
  if (isBehind || (before !== undefined && last < before)) {
    throw bad(`expected last_tick_ns of at least ${before}, was ${last}`);
  }
  return { places: byPlace.all, rows, lastSha256 };
}

function sortedRows({ tsEventNs, rows }: TickRows, underlying: string): readonly LevelSignal[] {
  const byId = new Map<string, LevelSignal>();
  for (const row of rows) {
    const { level_id: id } = row;
    const where = `instant ${tsEventNs}, level ${id}`;
    const parsed = SCHEMA.safeParse(row);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw bad(`${where}: ${issue.path.join('.')}: ${issue.message}`);
    }
    if (row.ts_event_ns !== tsEventNs || row.underlying !== underlying || byId.has(id)) {
      const was = byId.has(id) ? 'a second one' : `one of ${row.underlying} at ${row.ts_event_ns}`;
      throw bad(`${where}: expected one row of ${underlying} at ${tsEventNs}, was ${was}`);
    }
    byId.set(id, row);
  }
  if (byId.size === 0) {
    throw bad(`instant ${tsEventNs}: expected at least one row, was none`);
  }
  return [...byId.values()].sort((one, other) =>
    Buffer.compare(Buffer.from(one.level_id), Buffer.from(other.level_id)),
  );
}

function bad(words: string): GoldError {
  return new GoldError('BAD_BATCH', words);
}
