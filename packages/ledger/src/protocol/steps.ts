import type { LedgerEntry } from '@assay/schemas';
import type { BuiltBatch } from '../batch.js';
import type { LedgerError } from '../errors.js';
import type { Action, Observation } from './action.js';
import type { WriterMemory } from './memory.js';

/** What a writer remembers now, and what it wants done next. */
export interface Decision {
  readonly memory: WriterMemory;
  readonly action: Action;
}

/** Create `entry`; an intent's batch waits with it. */
export function create(memory: WriterMemory, entry: LedgerEntry, batch?: BuiltBatch): Decision {
  const step = { at: 'creating', entry, ...(batch === undefined ? {} : { batch }) } as const;
  return { memory: { ...memory, step }, action: { kind: 'create-entry', entry } };
}

/** Come to an end. */
export function stop(memory: WriterMemory, error: LedgerError): Decision {
  return { memory: { ...memory, step: { at: 'stopped' } }, action: { kind: 'stop', error } };
}

/** The shell reported what was not asked for: a fault of Assay's own. */
export function unexpected(memory: WriterMemory, seen: Observation): never {
  throw new TypeError(`a writer that is ${memory.step.at} cannot see "${seen.kind}"`);
}

/** Seals and retirements may be added by whoever copied or deleted files: they move no cursor. */
export function isAnybodys({ kind }: LedgerEntry): boolean {
  return kind === 'seal' || kind === 'retire';
}

/** How errors name the shard. */
export function shardName(memory: WriterMemory): string {
  return `ledger ${memory.ledger.tier}/${memory.ledger.shard}`;
}
