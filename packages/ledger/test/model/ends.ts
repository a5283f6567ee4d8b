import type { LedgerEntry } from '@assay/schemas';
import type { Decision } from '../../src/protocol/steps.js';
import type { ModelWriter, World } from './world.js';

/** Ends of a writer that are no fault: another writer has the shard, or its log became another one. */
const HONEST_ENDS: readonly string[] = ['FENCED', 'LINEAGE_CHANGED', 'LOG_CHANGED'];

/** A writer that ends for another reason, or says that its log changed where none did. */
export function isRefused(
  { logs, changes }: World,
  { decision: { action } }: ModelWriter,
): boolean {
  if (action.kind !== 'stop') {
    return action.kind === 'refuse-batch';
  }
  const { code } = action.error;
  const hasChanged = changes > 0 || logs.length > 1;
  return !HONEST_ENDS.includes(code) || (code !== 'FENCED' && !hasChanged);
}

/** What it is that messages are missing after a last writer came to this end. */
export function kindOfEnd({ action }: Decision): 'lost' | 'stuck' | 'refused' {
  if (action.kind !== 'stop') {
    return 'lost';
  }
  return action.error.retryable ? 'stuck' : 'refused';
}

export function isReturn(entry: LedgerEntry): boolean {
  return entry.kind === 'epoch' && (entry.reason === 'returned' || entry.reason === 'rewound');
}

export function isSalvage(entry: LedgerEntry): boolean {
  return entry.kind === 'abort' || (entry.kind === 'intent' && entry.replaces !== null);
}

export function endOf({ action, memory }: Decision): string {
  return action.kind === 'stop' || action.kind === 'refuse-batch'
    ? action.error.message
    : `the writer is ${memory.step.at}`;
}
