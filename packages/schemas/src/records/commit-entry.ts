import { z } from 'zod';
import { derivation } from './derivation.js';
import { entryHead } from './entry-head.js';
import { count, decimal, gap, lastMessage, name, sequence, sha256 } from './record-values.js';

/** Why a batch was closed. */
export const CLOSE_REASONS = [
  'events',
  'bytes',
  'age',
  'idle',
  'drain',
  'memory',
  'recovery',
] as const;

/** A published file, as it really is in the lake. */
export const fileRecord = z.strictObject({
  key: name,
  kind: z.enum(['rows', 'dead-letters']),
  dataset: name,
  /** `symbol=ESZ5/date=2025-12-16/hour=14`; empty for dead letters. */
  partition: z.string(),
  rows: count,
  bytes: count,
  sha256,
  position_digest: sha256,
  /** Bounds of `ts_event_ns`, both inclusive; null for dead letters. */
  min_ts: decimal.nullable(),
  max_ts: decimal.nullable(),
});

/** Ordinals (`_run_pos`) of a producer's run that a commit holds, both ends inclusive. */
const runRecord = z.strictObject({ run: name, from: decimal, to: decimal });

/** The commit point of a batch: from here on its range is stored. */
export const commitEntry = z.strictObject({
  ...entryHead('commit'),
  stream: name,
  stream_created: name,
  epoch: count.min(1),
  seq_from: sequence,
  seq_to: sequence,
  /** Messages read; with the gaps' widths they make up the whole range. */
  delivered: count,
  /** Events in those messages = rows + dead letters. */
  events: count,
  rows: count,
  dead_letters: count,
  gaps: z.array(gap),
  files: z.array(fileRecord),
  close_reason: z.enum(CLOSE_REASONS),
  /** Null where nothing was delivered, only gaps declared. */
  last: lastMessage.nullable(),
  config_fingerprint: name,
  /** Ordered by run, then by `from`; a run with holes in it has several. */
  runs: z.array(runRecord),
  /** Events that were announced and that the log lost before they were stored; absent for none. */
  events_lost: count.optional(),
  /** Names that were announced for this range and hold a file without rows; absent for none. */
  closed_keys: z.array(name).optional(),
  /** What the rows were derived from; absent where they were read from a log. */
  derivation: derivation.optional(),
});

export type FileRecord = z.output<typeof fileRecord>;
export type CommitEntry = z.output<typeof commitEntry>;
