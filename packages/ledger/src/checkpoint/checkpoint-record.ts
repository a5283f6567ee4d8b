import { LEDGER_FORMAT, type LedgerCheckpoint } from '@assay/schemas';
import type { Epoch, LedgerState, Stretch } from '../state/ledger-state.js';
import { LedgerTally } from '../state/ledger-tally.js';
import { markOf, recordedMark } from '../state/message-mark.js';
import { RunTable } from '../state/run-table.js';

/** What a log's entries come to, up to one of them. */
export interface FoldedLog {
  readonly state: LedgerState;
  readonly tally: LedgerTally;
}

type StateRecord = LedgerCheckpoint['state'];
type StretchRecord = StateRecord['continued'][number];

/** The record of a log that has entries and an owner; undefined for one that has not. */
export function checkpointOf({ state, tally }: FoldedLog): LedgerCheckpoint | undefined {
  const { tier, shard, head, headSha256, fence, owner } = state;
  if (owner === undefined) {
    return undefined;
  }
  const { commits, delivered, events, rows, deadLetters } = tally.totals;
  return {
    format: LEDGER_FORMAT,
    tier,
    shard,
    number: head,
    head_sha256: headSha256,
    state: {
      fence,
      owner,
      epoch: epochRecord(state.epoch),
      continued: state.continued.map(stretchRecord),
      left: state.left.map(({ created, stretches }) => ({
        stream_created: created,
        stretches: stretches.map(stretchRecord),
      })),
      seq_to: state.committedTo,
      last: recordedMark(state.last),
      open_intent: state.openIntent ?? null,
      seal: state.seal ?? null,
      ...(state.derivation === undefined ? {} : { derivation: state.derivation }),
    },
    runs: Array.from(tally.runs.all(), ([run, stored]) => ({
      run,
      stored: stored.map(({ from, to }): [bigint, bigint] => [from, to]),
    })),
    totals: { commits, delivered, events, rows, dead_letters: deadLetters },
  };
}

/** The log as a record says it is. */
export function foldedFrom(record: LedgerCheckpoint): FoldedLog {
  const { tier, shard, number, head_sha256: headSha256, state, totals } = record;
  const runs = new RunTable();
  for (const { run, stored } of record.runs) {
    runs.add(stored.map(([from, to]) => ({ run, from, to })));
  }
  const { dead_letters: deadLetters, ...counts } = totals;
  return {
    state: {
      tier,
      shard,
      head: number,
      headSha256,
      fence: state.fence,
      owner: state.owner,
      epoch: epochFrom(state.epoch),
      continued: state.continued.map(stretchFrom),
      left: state.left.map(({ stream_created: created, stretches }) => ({
        created,
        stretches: stretches.map(stretchFrom),
      })),
      committedTo: state.seq_to,
      last: markOf(state.last),
      openIntent: state.open_intent ?? undefined,
      seal: state.seal ?? undefined,
      derivation: state.derivation,
    },
    tally: new LedgerTally(runs, { ...counts, deadLetters }),
  };
}

function epochRecord(epoch: Epoch | undefined): StateRecord['epoch'] {
  if (epoch === undefined) {
    return null;
  }
  const { created, firstSequence, stream, entry } = epoch;
  return { epoch: epoch.epoch, stream, stream_created: created, entry, first_seq: firstSequence };
}

function epochFrom(record: StateRecord['epoch']): Epoch | undefined {
  if (record === null) {
    return undefined;
  }
  const { stream_created: created, first_seq: firstSequence, stream, entry } = record;
  return { epoch: record.epoch, stream, created, entry, firstSequence };
}

function stretchRecord({ epoch, after, upTo, to, last }: Stretch): StretchRecord {
  return { epoch, after, up_to: upTo, seq_to: to, last: recordedMark(last) };
}

function stretchFrom(record: StretchRecord): Stretch {
  const { epoch, after, up_to: upTo, seq_to: to, last } = record;
  return { epoch, after, upTo, to, last: markOf(last) };
}
