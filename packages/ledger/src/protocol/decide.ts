import type { CommitEntry, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch } from '../batch.js';
import { LedgerError } from '../errors.js';
import { applyEntry, type LoggedEntry } from '../state/apply-entry.js';
import type { Observation } from './action.js';
import { composeIntent, rebased } from './compose-entry.js';
import { coverageProblem } from './coverage.js';
import { fenced } from './fenced.js';
import type { WriterMemory } from './memory.js';
import { judgeLineage } from './lineage.js';
import { afterObserving, afterReading, readOn, ready, settle } from './opening.js';
import { afterPublicationStep, publishMissing } from './publication.js';
import { afterRebuilding, afterReviewing } from './recovery.js';
import { lineageChanged, lineageOf, sealed } from './standing.js';
import { create, isAnybodys, shardName, stop, unexpected, type Decision } from './steps.js';
import { afterClosing, afterCompleting, afterSurveying } from './survey.js';
import { afterSuspecting } from './after-suspecting.js';

/**
 * The protocol: what a writer does after what it saw. Pure, so that a test can explore every order in
 * which two writers, crashes and lost replies may meet. Throws only where the commit log is broken, or
 * where the shell reports what was not asked for.
 */
export function decide(memory: WriterMemory, seen: Observation): Decision {
  const { step } = memory;
  switch (step.at) {
    case 'reading':
      return seen.kind === 'entries'
        ? afterReading(memory, step.fence, seen.entries)
        : unexpected(memory, seen);
    case 'observing':
      return seen.kind === 'source'
        ? afterObserving({ ...memory, source: seen.source, agreement: seen.agreement })
        : unexpected(memory, seen);
    case 'guarding':
      return afterGuarding(memory, step.batch, seen);
    case 'creating':
      return afterCreating(memory, step.entry, step.batch, seen);
    case 'checking':
      return afterChecking(memory, step.entry, step.batch, seen);
    case 'rebuilding':
      return seen.kind === 'batch'
        ? afterRebuilding(memory, step.kept, seen.batch)
        : unexpected(memory, seen);
    case 'reviewing':
      return afterReviewing(memory, seen);
    case 'surveying':
      return afterSurveying(memory, seen);
    case 'closing':
      return afterClosing(memory, seen);
    case 'completing':
      return seen.kind === 'batch'
        ? afterCompleting(memory, step.kept, seen.batch)
        : unexpected(memory, seen);
    case 'publishing':
    case 'inspecting':
      return afterPublicationStep(memory, step, seen);
    case 'suspecting':
      return afterSuspecting(memory, step.then, seen);
    case 'ready':
      return seen.kind === 'batch' ? afterBatch(memory, seen.batch) : unexpected(memory, seen);
    case 'stopped':
      return unexpected(memory, seen);
  }
}

/** The files are built: announce them, unless the batch does not account for its range. */
function afterBatch(memory: WriterMemory, batch: BuiltBatch): Decision {
  const { ledger, writer } = memory;
  if (ledger.epoch === undefined) {
    throw new TypeError('expected an epoch before the first batch, was none');
  }
  const problem = coverageProblem(ledger, batch);
  if (problem !== undefined) {
    const error = new LedgerError('COVERAGE', `${shardName(memory)}: ${problem}`);
    return { memory, action: { kind: 'refuse-batch', error } };
  }
  if (mayHaveReturned(memory)) {
    return {
      memory: { ...memory, step: { at: 'guarding', batch } },
      action: { kind: 'observe-source', ledger },
    };
  }
  return create(memory, composeIntent(ledger, writer, ledger.epoch, batch), batch);
}

/**
 * A log that was rewound may be brought back as it was before. Until the new epoch has stored a message of
 * its own, nothing that its reader sees tells the two apart, so it is asked once more.
 */
function mayHaveReturned({ ledger: { epoch, committedTo, left } }: WriterMemory): boolean {
  return (
    epoch !== undefined &&
    committedTo + 1n === epoch.firstSequence &&
    left.some(({ created }) => created === epoch.created)
  );
}

function afterGuarding(memory: WriterMemory, batch: BuiltBatch, seen: Observation): Decision {
  const { ledger, writer } = memory;
  if (seen.kind !== 'source' || ledger.epoch === undefined) {
    return unexpected(memory, seen);
  }
  const { verdict } = judgeLineage(ledger, seen.source, seen.agreement);
  return verdict === 'new'
    ? stop(memory, lineageChanged(ledger, 'one that has returned'))
    : create(memory, composeIntent(ledger, writer, ledger.epoch, batch), batch);
}

function afterCreating(
  memory: WriterMemory,
  entry: LedgerEntry,
  batch: BuiltBatch | undefined,
  seen: Observation,
): Decision {
  if (seen.kind === 'created') {
    return afterEntry(memory, { entry, sha256: seen.sha256 }, batch);
  }
  if (seen.kind !== 'exists' && seen.kind !== 'undecided') {
    return unexpected(memory, seen);
  }
  // Someone was first, or nobody knows: what is there may be our own, with its reply lost.
  const step = { at: 'checking', entry, ...(batch === undefined ? {} : { batch }) } as const;
  return {
    memory: { ...memory, step },
    action: { kind: 'read-entry', number: entry.number, own: entry },
  };
}

function afterChecking(
  memory: WriterMemory,
  entry: LedgerEntry,
  batch: BuiltBatch | undefined,
  seen: Observation,
): Decision {
  if (seen.kind !== 'entry') {
    return unexpected(memory, seen);
  }
  const { found, own } = seen;
  if (found === undefined) {
    // The same bytes again: should the first attempt land after all, it is recognised.
    return create(memory, entry, batch);
  }
  if (own) {
    return afterEntry(memory, { entry, sha256: found.sha256 }, batch);
  }
  if (entry.kind === 'claim' && found.entry.kind !== 'claim') {
    // The owner we mean to relieve was faster with its next entry.
    return readOn(memory, memory.ledger.fence);
  }
  if (isAnybodys(found.entry)) {
    const ledger = applyEntry(memory.ledger, found);
    return ledger.seal === undefined
      ? create({ ...memory, ledger }, rebased(ledger, entry), batch)
      : stop(memory, sealed(ledger));
  }
  const { kind, number, writer } = found.entry;
  return stop(memory, fenced(memory, `writer ${writer} made entry ${number} (${kind})`));
}

/** An entry of ours is in the log. */
function afterEntry(
  memory: WriterMemory,
  logged: LoggedEntry,
  batch: BuiltBatch | undefined,
): Decision {
  const next = { ...memory, ledger: applyEntry(memory.ledger, logged) };
  const { entry } = logged;
  switch (entry.kind) {
    case 'claim':
    case 'abort':
      return settle(next);
    case 'epoch':
      return ready(next);
    case 'intent':
      return batch === undefined ? settle(next) : publishMissing(next, { batch, stored: [] });
    case 'commit':
      return afterCommit(next, entry);
    case 'seal':
    case 'retire':
      throw new TypeError(`expected an entry of this protocol, was ${entry.kind}`);
  }
}

/** The commit of an unfinished batch may leave an epoch to begin; any other leads to the next batch. */
function afterCommit(memory: WriterMemory, committed: CommitEntry): Decision {
  if (!memory.isOpen && lineageOf(memory)?.verdict === 'new') {
    return settle(memory);
  }
  return {
    memory: { ...memory, isOpen: true, step: { at: 'ready' } },
    action: { kind: 'await-batch', committed },
  };
}
