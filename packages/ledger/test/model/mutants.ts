import { decide } from '../../src/protocol/decide.js';
import type { WriterMemory } from '../../src/protocol/memory.js';
import type { Decision } from '../../src/protocol/steps.js';
import { applyEntry, type LoggedEntry } from '../../src/state/apply-entry.js';
import type { LedgerState } from '../../src/state/ledger-state.js';
import type { Observation } from '../../src/protocol/action.js';

type Decide = typeof decide;

/** A protocol with a mistake in it, and the kind of harm that it does. */
export type Mutant = readonly [harm: 'lost' | 'doubled' | 'orphan' | 'altered' | 'refused', Decide];

/** The protocol with one mistake in it each. A check that lets one of these pass is no check. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'publishes its files before the intent': ['orphan', publishesFirst],
  'forgets its files, as if the intent had published them': ['lost', commitsUnpublished],
  'commits when the first of its files is there': ['lost', waitsForOneFile],
  'goes on after a newer claim': ['doubled', ignoresFence],
  'neither heeds a newer claim nor minds that others do not': ['doubled', knowsNoFence],
  'takes what was announced, not what is committed, for its cursor': ['lost', readsOnAfterIntent],
  'leaves an unfinished intent alone': ['doubled', skipsRecovery],
  'takes an undecided create for a done one': ['lost', trustsUndecided],
  'records the bytes it meant to publish instead of those that are there': [
    'altered',
    recordsOwnBytes,
  ],
};

/** The files go out first, so that a writer that is fenced or dies leaves them to nobody. */
function publishesFirst(memory: WriterMemory, seen: Observation): Decision {
  const { step } = memory;
  if (step.at === 'publishing' && memory.ledger.openIntent === undefined) {
    const ready = { ...memory, step: { at: 'ready' } } as const;
    return decide(ready, { kind: 'batch', batch: step.batch });
  }
  if (step.at === 'ready' && seen.kind === 'batch') {
    const publishing = { at: 'publishing', batch: seen.batch, stored: [] } as const;
    return {
      memory: { ...memory, step: publishing },
      action: { kind: 'publish', files: seen.batch.files },
    };
  }
  return decide(memory, seen);
}

function commitsUnpublished(memory: WriterMemory, seen: Observation): Decision {
  const { action, memory: next } = decide(memory, seen);
  return action.kind === 'publish'
    ? commitsUnpublished(next, {
        kind: 'published',
        results: action.files.map(() => 'created'),
      })
    : { action, memory: next };
}

/** Commits once the first of the files that are published side by side is there. */
function waitsForOneFile(memory: WriterMemory, seen: Observation): Decision {
  return seen.kind === 'published' && seen.results.includes('created')
    ? decide(memory, { kind: 'published', results: seen.results.map(() => 'created') })
    : decide(memory, seen);
}

/** Loses a create to another writer, and simply takes the next number. */
function ignoresFence(memory: WriterMemory, seen: Observation): Decision {
  const { step, ledger } = memory;
  const decision = decide(memory, seen);
  const isFenced = decision.action.kind === 'stop' && decision.action.error.code === 'FENCED';
  if (!isFenced || step.at !== 'checking' || seen.kind !== 'entry' || seen.found === undefined) {
    return decision;
  }
  const head = ledger.head + 1;
  const headSha256 = seen.found.sha256;
  const entry = { ...step.entry, number: head + 1, prev_sha256: headSha256 };
  return {
    memory: {
      ...memory,
      ledger: { ...ledger, head, headSha256 },
      step: { ...step, at: 'creating', entry },
    },
    action: { kind: 'create-entry', entry },
  };
}

function knowsNoFence(memory: WriterMemory, seen: Observation): Decision {
  return seen.kind === 'entries' ? readsAnything(memory, seen) : ignoresFence(memory, seen);
}

/** In a house where nobody checks: no writer's log looks broken, only its files are. */
export function readsAnything(memory: WriterMemory, seen: Observation): Decision {
  if (seen.kind !== 'entries') {
    return decide(memory, seen);
  }
  const ledger = seen.entries.reduce(foldAnything, memory.ledger);
  return decide({ ...memory, ledger }, { kind: 'entries', entries: [] });
}

function foldAnything(state: LedgerState, { entry, sha256 }: LoggedEntry): LedgerState {
  const next = { ...state, head: entry.number, headSha256: sha256 };
  switch (entry.kind) {
    case 'claim':
      return { ...next, fence: entry.fence, owner: entry.writer };
    case 'intent':
      return { ...next, openIntent: entry };
    case 'commit':
      return { ...next, committedTo: entry.seq_to, openIntent: undefined };
    default:
      return applyEntry(state, { entry, sha256 });
  }
}

function readsOnAfterIntent(memory: WriterMemory, seen: Observation): Decision {
  const { openIntent } = memory.ledger;
  if (memory.step.at !== 'observing' || openIntent === undefined) {
    return decide(memory, seen);
  }
  const ledger = { ...memory.ledger, committedTo: openIntent.range.to, openIntent: undefined };
  return decide({ ...memory, ledger }, seen);
}

function skipsRecovery(memory: WriterMemory, seen: Observation): Decision {
  return memory.step.at === 'observing'
    ? decide({ ...memory, ledger: { ...memory.ledger, openIntent: undefined } }, seen)
    : decide(memory, seen);
}

function trustsUndecided(memory: WriterMemory, seen: Observation): Decision {
  return seen.kind === 'published'
    ? decide(memory, {
        kind: 'published',
        results: seen.results.map((result) => (result === 'undecided' ? 'created' : result)),
      })
    : decide(memory, seen);
}

function recordsOwnBytes(memory: WriterMemory, seen: Observation): Decision {
  const { step } = memory;
  if (step.at !== 'inspecting' || seen.kind !== 'files') {
    return decide(memory, seen);
  }
  const stored = new Set(step.stored.map(({ key }) => key));
  const files = step.batch.files.filter(({ key }) => !stored.has(key));
  const found = seen.found.map((each, place) => each && files[place]);
  return decide(memory, { kind: 'files', found });
}
