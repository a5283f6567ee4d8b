import {
  encodeChecks,
  LEDGER_FORMAT,
  type AbortEntry,
  type ClaimEntry,
  type CommitEntry,
  type EpochEntry,
  type FileRecord,
  type IntendedFile,
  type IntentEntry,
  type LedgerEntry,
} from '@assay/schemas';
import type { BuiltBatch, RunProgress, SourceState, StagedFile } from '../batch.js';
import type { Epoch, LedgerState } from '../state/ledger-state.js';
import { recordedMark } from '../state/message-mark.js';
import type { Lineage } from './lineage.js';
import { LOST_WITH_LOG } from './message-checks.js';

/** The entry that takes the shard over for `writer`. */
export function composeClaim(state: LedgerState, writer: string): ClaimEntry {
  return { ...head(state, 'claim'), writer, fence: state.fence + 1 };
}

/**
 * The entry that begins a new epoch: at the first message that the log still holds, or, over a log that
 * was stored before, after the last message on which both agree.
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
  const known = 'continues' in lineage ? lineage : undefined;
  const firstSequence = known === undefined ? source.firstSequence : known.continues.to + 1n;
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
      epoch === undefined
        ? null
        : { epoch: epoch.epoch, seq_to: committedTo, last: recordedMark(last) },
    gaps:
      known === undefined && firstSequence > 1n
        ? [{ from: 1n, to: firstSequence - 1n, reason: 'before-first' }]
        : [],
    ...(known === undefined ? {} : continuation(known)),
  };
}

function continuation({
  continues: { epoch, to, last },
  maybeTwice,
}: Extract<Lineage, { readonly continues: unknown }>) {
  const continues = { epoch, seq_to: to, last: recordedMark(last) };
  return maybeTwice === undefined ? { continues } : { continues, maybe_twice: maybeTwice };
}

/** What a replacing intent keeps of those before it. */
export interface KeptNames {
  readonly adopted: readonly FileRecord[];
  readonly closed: readonly string[];
}

/** The entry that announces a batch's files; `kept` where it replaces the open intent. */
export function composeIntent(
  state: LedgerState,
  writer: string,
  epoch: Epoch,
  batch: BuiltBatch,
  kept?: KeptNames,
): IntentEntry {
  const { checks, eventsLost, derivation } = batch;
  return {
    ...head(state, 'intent'),
    writer,
    fence: state.fence,
    epoch: epoch.epoch,
    range: { from: batch.from, to: batch.to },
    events: batch.events,
    messages: batch.delivered,
    decode_fingerprint: batch.decodeFingerprint,
    replaces: kept === undefined ? null : (state.openIntent?.number ?? null),
    files: batch.files.map(intendedFile),
    last: recordedMark(batch.last),
    gaps: batch.gaps.map(({ from, to, reason }) => ({ from, to, reason })),
    ...(checks === undefined ? {} : { checks: encodeChecks(checks) }),
    ...(kept === undefined ? {} : { adopted: [...kept.adopted], closed_keys: [...kept.closed] }),
    ...(eventsLost === undefined ? {} : { events_lost: eventsLost }),
    ...(derivation === undefined ? {} : { derivation }),
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
  const { adopted = [], closed_keys: closed = [] } = state.openIntent ?? {};
  const { eventsLost = 0, derivation } = batch;
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
    files: [...adopted, ...files],
    close_reason: batch.closeReason,
    last: recordedMark(batch.last),
    config_fingerprint: batch.configFingerprint,
    runs: batch.runs.map(({ run, from, to }) => ({ run, from, to })).sort(byRunAndOrdinal),
    ...(eventsLost === 0 ? {} : { events_lost: eventsLost }),
    ...(closed.length === 0 ? {} : { closed_keys: [...closed] }),
    ...(derivation === undefined ? {} : { derivation }),
  };
}

/** The entry that gives the open intent up, of which nothing is stored. */
export function composeAbort(
  state: LedgerState,
  writer: string,
  intent: IntentEntry,
  closed: readonly string[],
): AbortEntry {
  return {
    ...head(state, 'abort'),
    writer,
    fence: state.fence,
    intent: intent.number,
    epoch: intent.epoch,
    range: intent.range,
    reason: LOST_WITH_LOG,
    unused_keys: [...closed],
  };
}

/** The same entry after one that somebody else added before it. */
export function rebased<Entry extends LedgerEntry>(state: LedgerState, entry: Entry): Entry {
  return { ...entry, number: state.head + 1, prev_sha256: state.headSha256 };
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

/** What every entry that a state leads to begins with, but for its author. */
export function head<Kind extends string>(state: LedgerState, kind: Kind) {
  return {
    format: LEDGER_FORMAT,
    kind,
    tier: state.tier,
    shard: state.shard,
    number: state.head + 1,
    prev_sha256: state.headSha256,
  } as const;
}
