import { decide } from '../../src/protocol/decide.js';
import type { Action, Observation } from '../../src/protocol/action.js';
import type { WriterMemory } from '../../src/protocol/memory.js';
import type { Decision } from '../../src/protocol/steps.js';
import { ACKS } from './invariants.js';
import { misjudges } from './log-mutants.js';
import { readsAnything } from './mutants.js';
import { range } from './world.js';

type Decide = typeof decide;

/** Acknowledgements that are looked for: more than the worlds have messages. */
const MOST_MESSAGES = 3;

/**
 * Its cursor is what it acknowledged to the event log, in a step of its own after the commit: a crash
 * between the two, and the same messages come again. Its acknowledgements are names in the lake here.
 */
export function goesByAcknowledgements(): Decide {
  /** What it does once the acknowledgement it waits for is made, or found. */
  const after = new WeakMap<WriterMemory, (seen: Observation) => Decision>();
  const waitFor = (
    memory: WriterMemory,
    action: Action,
    next: (seen: Observation) => Decision,
  ): Decision => {
    const waiting = { ...memory };
    after.set(waiting, next);
    return { memory: waiting, action };
  };
  return (memory, seen) => {
    const next = after.get(memory);
    if (next !== undefined) {
      return next(seen);
    }
    if (seen.kind === 'source') {
      const keys = range(1, MOST_MESSAGES).map((sequence) => `${ACKS}${sequence}`);
      return waitFor(memory, { kind: 'examine', keys }, (acks) => {
        const found = acks.kind === 'examined' ? acks.found : [];
        const committedTo = BigInt(found.findLastIndex((each) => each !== undefined) + 1);
        const { ledger } = memory;
        const isAhead = ledger.openIntent !== undefined || committedTo > ledger.committedTo;
        return decide(isAhead ? memory : { ...memory, ledger: { ...ledger, committedTo } }, seen);
      });
    }
    const decision = readsAnything(memory, seen);
    const { action } = decision;
    return action.kind === 'await-batch' && action.committed !== undefined
      ? waitFor(
          decision.memory,
          { kind: 'close', keys: [`${ACKS}${action.committed.seq_to}`] },
          () => decision,
        )
      : decision;
  };
}

/** Begins behind the last sequence that it ever stored, though the log counts from before it again. */
export const skipsBySequence: Decide = misjudges((agreement, { committedTo }) =>
  agreement === undefined || agreement.to >= committedTo
    ? agreement
    : { ...agreement, to: committedTo },
);
