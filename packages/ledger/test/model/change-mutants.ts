import { decide } from '../../src/protocol/decide.js';
import type { Observation } from '../../src/protocol/action.js';
import type { WriterMemory } from '../../src/protocol/memory.js';
import type { Decision } from '../../src/protocol/steps.js';
import type { Bounds } from './explore.js';
import { skipsBySequence } from './cursor-mutants.js';
import { knowsNoLogs, misjudges } from './log-mutants.js';
import type { Mutant } from './mutants.js';

type Decide = typeof decide;
type World = Partial<Pick<Bounds, 'change' | 'redecoding' | 'messages'>>;

/** The protocol with one mistake in it each, about a log or a decoder that changes, and where it shows. */
export const CHANGE_MUTANTS: Readonly<Record<string, readonly [World, ...Mutant]>> = {
  'compares no fingerprints': [{ change: 'rewind' }, 'lost', comparesNothing],
  'skips by sequence after a rewind': [{ change: 'rewind' }, 'lost', skipsBySequence],
  "goes by the log's own floor after a rewind": [{ change: 'rewind' }, 'doubled', trustsTheFloor()],
  'stores a batch anew in which the log was cut': [
    { change: 'rewind' },
    'doubled',
    beginsWithTheBatch(),
  ],
  'does not know a log again that was brought back': [
    { change: 'restore', messages: [1] },
    'doubled',
    forgetsBranches(),
  ],
  'gives up an intent whose files are there': [{ change: 'recreate' }, 'orphan', seesNoFiles],
  'closes no names': [{ redecoding: true }, 'doubled', closesNothing],
  'builds all of it again beside what is there': [{ redecoding: true }, 'doubled', excludesNothing],
  'takes whatever the log holds for what was announced': [
    { change: 'rewind' },
    'doubled',
    comparesNoChecks,
  ],
  'does not say what was lost': [{ change: 'rewind' }, 'lost', declaresNothing],
};

function comparesNothing(memory: WriterMemory, seen: Observation): Decision {
  const { committedTo, openIntent, epoch } = memory.ledger;
  const reached = openIntent?.range.to ?? committedTo;
  const isLongEnough =
    seen.kind === 'source' &&
    seen.source.lastSequence >= reached &&
    seen.source.created === epoch?.created;
  return isLongEnough ? knowsNoLogs(memory, seen) : comparesNoChecks(memory, seen);
}

/** A server that lost its tail sets its consumers to the last message that it has now. */
function trustsTheFloor(): Decide {
  return misjudges((agreement, { committedTo }, { source: { lastSequence } }) =>
    agreement === undefined
      ? undefined
      : { ...agreement, to: lastSequence < committedTo ? lastSequence : committedTo },
  );
}

/** Knows the last messages of commits alone. */
function beginsWithTheBatch(): Decide {
  return misjudges((agreement) =>
    agreement === undefined || agreement.isWhole
      ? agreement
      : { ...agreement, to: 0n, last: undefined },
  );
}

function forgetsBranches(): Decide {
  return misjudges((agreement, { epoch, committedTo }) =>
    agreement === undefined || agreement.isCurrent
      ? agreement
      : { ...agreement, epoch: epoch?.epoch ?? 1, to: committedTo, isCurrent: true },
  );
}

function seesNoFiles(memory: WriterMemory, seen: Observation): Decision {
  const content = { rows: 0, positionDigest: '' };
  return seen.kind === 'examined'
    ? decide(memory, {
        kind: 'examined',
        found: seen.found.map((file) => file && { ...file, content }),
      })
    : decide(memory, seen);
}

/** Takes a name that nothing is under for closed. */
function closesNothing(memory: WriterMemory, seen: Observation): Decision {
  const closed = { bytes: 0, sha256: '', content: { rows: 0, positionDigest: '' } };
  return seen.kind === 'examined' && memory.step.at === 'surveying'
    ? decide(memory, { kind: 'examined', found: seen.found.map((file) => file ?? closed) })
    : decide(memory, seen);
}

function excludesNothing(memory: WriterMemory, seen: Observation): Decision {
  const { memory: next, action } = decide(memory, seen);
  return action.kind === 'rebuild'
    ? {
        memory: next,
        action: { ...action, unfinished: { ...action.unfinished, exclude: new Set() } },
      }
    : { memory: next, action };
}

function comparesNoChecks(memory: WriterMemory, seen: Observation): Decision {
  return seen.kind === 'batch' && memory.step.at !== 'ready'
    ? decide(memory, { kind: 'batch', batch: { ...seen.batch, checks: undefined } })
    : decide(memory, seen);
}

function declaresNothing(memory: WriterMemory, seen: Observation): Decision {
  const { memory: next, action } = decide(memory, seen);
  if (action.kind !== 'create-entry' || action.entry.kind !== 'commit') {
    return { memory: next, action };
  }
  const entry = { ...action.entry, gaps: [] };
  return {
    memory: { ...next, step: { at: 'creating', entry } },
    action: { kind: 'create-entry', entry },
  };
}
