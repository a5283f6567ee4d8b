import type { Agreement } from '../../src/protocol/agreement.js';
import { decide } from '../../src/protocol/decide.js';
import type { Observation } from '../../src/protocol/action.js';
import type { WriterMemory } from '../../src/protocol/memory.js';
import type { Decision } from '../../src/protocol/steps.js';
import type { Mutant } from './mutants.js';
import { currentLine, type LedgerState } from '../../src/state/ledger-state.js';

type Decide = typeof decide;

/** The protocol with one mistake in it each, about a lake that was written from two event logs. */
export const LOG_MUTANTS: Readonly<Record<string, Mutant>> = {
  'takes every log for the one before': ['lost', (memory, seen) => knowsNoLogs(memory, seen)],
  'begins a log that returned from its first message': ['refused', misjudges(() => undefined)],
  'goes on in a log that returned where the other one is': ['refused', goesOnElsewhere()],
  'names its files without their epoch': ['doubled', namesWithoutEpoch],
};

function goesOnElsewhere(): Decide {
  return misjudges((agreement, { committedTo }) =>
    agreement?.isCurrent === false ? { ...agreement, to: committedTo } : agreement,
  );
}

/** Sees the whole of the line that is being written in whatever log it is connected to. */
export function knowsNoLogs(memory: WriterMemory, seen: Observation): Decision {
  const { ledger } = memory;
  const line = currentLine(ledger);
  if (seen.kind !== 'source' || line === undefined) {
    return decide(memory, seen);
  }
  const { epoch, to, last } = line.stretches[line.stretches.length - 1];
  const agreement = { epoch, to, last, isWhole: true, isCurrent: true };
  const source = { ...seen.source, created: line.created };
  return decide(memory, { kind: 'source', source, agreement });
}

/**
 * A writer that is told something else about how far its log holds what is stored, and does not look again
 * before it begins.
 */
export function misjudges(
  change: (
    agreement: Agreement | undefined,
    ledger: LedgerState,
    seen: Extract<Observation, { readonly kind: 'source' }>,
  ) => Agreement | undefined,
): Decide {
  return (memory, seen) => {
    if (seen.kind !== 'source') {
      return decide(memory, seen);
    }
    if (memory.step.at === 'guarding') {
      return knowsNoLogs(memory, seen);
    }
    return decide(memory, { ...seen, agreement: change(seen.agreement, memory.ledger, seen) });
  };
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
