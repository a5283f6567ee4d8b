import { decide } from '../../src/protocol/decide.js';
import type { Observation } from '../../src/protocol/action.js';
import type { WriterMemory } from '../../src/protocol/memory.js';
import type { Decision } from '../../src/protocol/steps.js';
import type { LedgerState } from '../../src/state/ledger-state.js';

type Decide = typeof decide;

/** The protocol with one mistake in it each, about a lake that was written from two event logs. */
export const LOG_MUTANTS: Readonly<Record<string, Decide>> = {
  'takes every log for the one before': knowsNoLogs,
  'begins a log that returned from its first message': changedLedger(forgetsLeftLogs),
  'goes on in a log that returned where the other one is': changedLedger(mixesLogs),
  'begins an epoch over an unfinished intent of the other log': changedLedger(forgetsIntent),
  "finishes another log's intent from its own": finishesForeignIntents,
  'names its files without their epoch': namesWithoutEpoch,
  'takes what a log released to a successor for lost': suspectsNobody,
};

function knowsNoLogs(memory: WriterMemory, seen: Observation): Decision {
  const created = memory.ledger.epoch?.created;
  return seen.kind === 'source' && created !== undefined
    ? decide(memory, { kind: 'source', source: { ...seen.source, created } })
    : decide(memory, seen);
}

/** A writer that judges its log by a ledger with a mistake in it, until it has claimed the shard. */
function changedLedger(change: (ledger: LedgerState) => LedgerState): Decide {
  return (memory, seen) => {
    const { step } = memory;
    const isClaiming = 'entry' in step && step.entry.kind === 'claim';
    return step.at === 'observing' || isClaiming
      ? decide({ ...memory, ledger: change(memory.ledger) }, seen)
      : decide(memory, seen);
  };
}

function forgetsLeftLogs(ledger: LedgerState): LedgerState {
  return { ...ledger, leftIncarnations: [] };
}

function mixesLogs(ledger: LedgerState): LedgerState {
  const { committedTo, leftIncarnations } = ledger;
  return {
    ...ledger,
    leftIncarnations: leftIncarnations.map((left) => ({ ...left, committedTo })),
  };
}

function forgetsIntent(ledger: LedgerState): LedgerState {
  return { ...ledger, openIntent: undefined };
}

/** Goes by the log of the intent when it judges, and by its own when it rebuilds. */
function finishesForeignIntents(memory: WriterMemory, seen: Observation): Decision {
  return memory.ledger.openIntent === undefined ? decide(memory, seen) : knowsNoLogs(memory, seen);
}

function namesWithoutEpoch(memory: WriterMemory, seen: Observation): Decision {
  if (seen.kind !== 'batch') {
    return decide(memory, seen);
  }
  const files = seen.batch.files.map((file) => ({
    ...file,
    key: file.key.replace(/\/e\d+-/, '/'),
  }));
  return decide(memory, { kind: 'batch', batch: { ...seen.batch, files } });
}

/** Ends with what contradicts its intent, without asking whether somebody else finished it. */
function suspectsNobody(memory: WriterMemory, seen: Observation): Decision {
  return memory.step.at === 'suspecting'
    ? decide(memory, { kind: 'entry', found: undefined, own: false })
    : decide(memory, seen);
}
