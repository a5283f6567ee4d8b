import { LedgerError } from '../errors.js';
import type { BuiltBatch } from '../batch.js';
import type { IntentEntry } from '@assay/schemas';
import type { Observation } from './action.js';
import { combine } from './combine.js';
import { composeAbort, composeIntent } from './compose-entry.js';
import { coverageProblem } from './coverage.js';
import { keptFiles } from './kept-files.js';
import type { KeptFiles, WriterMemory } from './memory.js';
import { lineageOf } from './standing.js';
import { readingProblem, unfinishedBatch } from './recovery.js';
import { create, shardName, unexpected, type Decision } from './steps.js';
import { suspect } from './suspicion.js';

/**
 * The open intent cannot be finished as it was announced: another decoder, or a log that lost messages.
 * What is in the lake of it stays, names that nothing is under are closed, and a new intent announces the
 * rest under names of its own.
 */
export function survey(memory: WriterMemory): Decision {
  return {
    memory: { ...memory, step: { at: 'surveying' } },
    action: { kind: 'examine', keys: announcedFiles(intentOf(memory)).map(({ key }) => key) },
  };
}

export function afterSurveying(memory: WriterMemory, seen: Observation): Decision {
  if (seen.kind !== 'examined') {
    return unexpected(memory, seen);
  }
  const intent = intentOf(memory);
  const listed = announcedFiles(intent);
  const keys = listed.flatMap(({ key }, index) => (seen.found[index] === undefined ? [key] : []));
  if (keys.length > 0) {
    return { memory: { ...memory, step: { at: 'closing' } }, action: { kind: 'close', keys } };
  }
  const kept = keptFiles(memory.ledger, intent, listed, seen.found);
  return kept instanceof LedgerError ? suspect(memory, kept) : complete(memory, intent, kept);
}

/** Whoever was first, and whatever reply was lost: what is there now decides. */
export function afterClosing(memory: WriterMemory, seen: Observation): Decision {
  return seen.kind === 'closed' ? survey(memory) : unexpected(memory, seen);
}

function complete(memory: WriterMemory, intent: IntentEntry, kept: KeptFiles): Decision {
  const { ledger, writer } = memory;
  if (kept.adopted.length === 0 && lineageOf(memory)?.verdict === 'new') {
    // Nothing is stored of it. What the log still holds is read again, in the epoch that begins now.
    return create(memory, composeAbort(ledger, writer, intent, kept.closed));
  }
  const unfinished = unfinishedBatch(ledger, intent, kept, {
    to: suppliedTo(memory, intent),
    recoveryFence: ledger.fence,
  });
  return {
    memory: { ...memory, step: { at: 'completing', kept } },
    action: { kind: 'rebuild', unfinished },
  };
}

/** The rest is built: announce it in the place of the open intent. */
export function afterCompleting(
  memory: WriterMemory,
  kept: KeptFiles,
  rebuilt: BuiltBatch,
): Decision {
  const { ledger, writer } = memory;
  const intent = intentOf(memory);
  if (ledger.epoch === undefined) {
    throw new TypeError('expected an epoch before an intent, was none');
  }
  const problem = readingProblem(memory, intent, rebuilt, suppliedTo(memory, intent));
  if (problem !== undefined) {
    return suspect(memory, problem);
  }
  const batch = combine(intent, kept, rebuilt);
  const coverage = coverageProblem(ledger, batch, kept.adopted);
  return coverage === undefined
    ? create(memory, composeIntent(ledger, writer, ledger.epoch, batch, kept), batch)
    : suspect(memory, new LedgerError('COVERAGE', `${shardName(memory)}: ${coverage}`));
}

/** The last sequence of the intent's range that the event log still holds as it was announced. */
function suppliedTo(memory: WriterMemory, { range }: IntentEntry): bigint {
  if (lineageOf(memory)?.verdict !== 'new') {
    return range.to;
  }
  const { agreement } = memory;
  const to = agreement?.isCurrent === true ? agreement.to : 0n;
  return to < range.from ? range.from - 1n : to;
}

function intentOf({ ledger }: WriterMemory): IntentEntry {
  if (ledger.openIntent === undefined) {
    throw new TypeError('expected an open intent, was none');
  }
  return ledger.openIntent;
}

/** Every name that may hold rows of the intent. */
function announcedFiles({ adopted = [], files }: IntentEntry) {
  return [...adopted, ...files];
}
