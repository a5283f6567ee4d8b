import {
  LEDGER_FORMAT,
  type ClaimEntry,
  type CommitEntry,
  type EpochEntry,
  type FileRecord,
  type IntendedFile,
  type IntentEntry,
} from '@assay/schemas';
import type { BuiltBatch, MessageMark, RunProgress, SourceState, StagedFile } from '../batch.js';
import type { Epoch, LedgerState } from '../state/ledger-state.js';
import type { Lineage } from './lineage.js';

/** The entry that takes the shard over for `writer`. */
export function composeClaim(state: LedgerState, writer: string): ClaimEntry {
  return { ...head(state, 'claim'), writer, fence: state.fence + 1 };
}

/**
 * The entry that begins a new epoch: at the first message that the log still holds, or, over a log that
 * was left before, where it was left.
 */
export function composeEpoch(
  state: LedgerState,
  writer: string,
  source: SourceState,
  lineage: Extract<Lineage, { verdict: 'new' }>,
): EpochEntry {
  const { epoch, committedTo, last } = state;
  const { stream, created } = source;
  const { reason } = lineage;
  const isReturned = reason === 'returned';
  const firstSequence = isReturned ? lineage.firstSequence : source.firstSequence;
  return {
    ...head(state, 'epoch'),
    writer,
    fence: state.fence,
    epoch: (epoch?.epoch ?? 0) + 1,
    stream,
    stream_created: created,
    first_seq: firstSequence,
    reason,
    left:
      epoch === undefined ? null : { epoch: epoch.epoch, seq_to: committedTo, last: mark(last) },
    gaps:
      !isReturned && firstSequence > 1n
        ? [{ from: 1n, to: firstSequence - 1n, reason: 'before-first' }]
        : [],
  };
}

/** The entry that announces a batch's files. */
export function composeIntent(
  state: LedgerState,
  writer: string,
  epoch: Epoch,
  batch: BuiltBatch,
): IntentEntry {
  return {
    ...head(state, 'intent'),
    writer,
    fence: state.fence,
    epoch: epoch.epoch,
    range: { from: batch.from, to: batch.to },
    events: batch.events,
    messages: batch.delivered,
    decode_fingerprint: batch.decodeFingerprint,
    replaces: null,
    files: batch.files.map(intendedFile),
  };
}

/** The entry that stores a batch whose files are all in the lake, as `files` says they are. */
export function composeCommit(
  state: LedgerState,
  writer: string,
  epoch: Epoch,
  batch: BuiltBatch,
  files: readonly FileRecord[],
): CommitEntry {
  return {
    ...head(state, 'commit'),
    writer,
    fence: state.fence,
    stream: epoch.stream,
    stream_created: epoch.created,
    epoch: epoch.epoch,
    seq_from: batch.from,
    seq_to: batch.to,
    delivered: batch.delivered,
    events: batch.events,
    rows: batch.rows,
    dead_letters: batch.deadLetters,
    gaps: batch.gaps.map(({ from, to, reason }) => ({ from, to, reason })),
    files: [...files],
    close_reason: batch.closeReason,
    last: mark(batch.last),
    config_fingerprint: batch.configFingerprint,
    runs: batch.runs.map(({ run, from, to }) => ({ run, from, to })).sort(byRunAndOrdinal),
  };
}

function byRunAndOrdinal(one: RunProgress, other: RunProgress): number {
  if (one.run !== other.run) {
    return one.run < other.run ? -1 : 1;
  }
  return one.from < other.from ? -1 : 1;
}

/** A staged file as an intent lists it. */
function intendedFile(file: StagedFile): IntendedFile {
  const { key, rows, bytes, sha256, positionDigest } = file;
  return { key, rows, bytes, sha256, position_digest: positionDigest };
}

/** A staged file as a commit lists it, with the bytes that really are in the lake. */
export function fileRecord(
  file: StagedFile,
  stored: { readonly bytes: number; readonly sha256: string },
): FileRecord {
  return {
    key: file.key,
    kind: file.kind,
    dataset: file.dataset,
    partition: file.partition,
    rows: file.rows,
    bytes: stored.bytes,
    sha256: stored.sha256,
    position_digest: file.positionDigest,
    min_ts: file.minTsEventNs ?? null,
    max_ts: file.maxTsEventNs ?? null,
  };
}

function head<Kind extends string>(state: LedgerState, kind: Kind) {
  return {
    format: LEDGER_FORMAT,
    kind,
    tier: state.tier,
    shard: state.shard,
    number: state.head + 1,
    prev_sha256: state.headSha256,
  } as const;
}

function mark(message: MessageMark | undefined) {
  return message === undefined
    ? null
    : {
        seq: message.sequence,
        server_ts: message.serverTimeNs ?? null,
        sha256: message.sha256,
      };
}
